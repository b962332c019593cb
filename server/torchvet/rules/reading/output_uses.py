"""Whether a tensor's values matter anywhere but in a loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from torchvet.rules.reading.spots import dotted
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_ASKED = {"shape", "size", "dim", "ndim", "ndimension", "device", "dtype", "numel"}
_KEEPS_VALUES = {"data", "detach", "cpu", "cuda", "to", "float", "double", "half", "contiguous", "clone"}
_RESHAPES = {"view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "movedim"}
_RANKS = {"argmax"}
_RANKS_IN_SECOND = {"max", "topk", "sort"}


def loads_after(document: Document, statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """The places of a function that can read what a statement has assigned to a name."""
    function = document.enclosing_function(statement) or document.tree
    start, end = document.range_of(statement).start, document.range_of(statement).end
    names = [node for node in walk(function) if isinstance(node, ast.Name) and node.id == name]
    stores = [document.range_of(node).start for node in names if isinstance(node.ctx, ast.Store)]
    parameters = {argument.arg for argument in walk(function) if isinstance(argument, ast.arg)}
    for node in names:
        if not isinstance(node.ctx, ast.Load):
            continue
        here = document.range_of(node).start
        set_before = name in parameters or any(store < here for store in stores)
        if here >= end or (here < start and not set_before):
            yield node


def is_stored_between(document: Document, name: str, statement: ast.stmt, node: ast.AST) -> bool:
    """Whether a name is assigned again in the text between a statement and a node after it."""
    function = document.enclosing_function(statement) or document.tree
    first, last = document.range_of(statement).end, document.range_of(node).start
    return any(
        isinstance(each, ast.Name)
        and each.id == name
        and not isinstance(each.ctx, ast.Load)
        and first <= document.range_of(each).start < last
        for each in walk(function)
    )


def only_ranks(
    document: Document, node: ast.expr, losses: Set[ast.AST], seen: frozenset[ast.AST] = frozenset()
) -> bool:
    """Whether an expression's value only goes into losses and into what depends on its order alone.

    Args:
        document: the document.
        node: the expression.
        losses: the nodes inside the inputs of the losses that are meant.
        seen: the expressions that are being asked about already.
    """
    if node in losses or node in seen:
        return True
    parent, seen = document.parent_of(node), seen | {node}
    match parent:
        case ast.Expr():
            return True
        case ast.Attribute(attr=attr):
            return _attribute_only_ranks(document, parent, attr, losses, seen)
        case ast.Subscript(value=value) if value is node:
            return only_ranks(document, parent, losses, seen)
        case ast.Call(args=[first, *_]) if first is node:
            method = (dotted(parent.func) or "").removeprefix("torch.")
            return method in _RANKS or (method in _RANKS_IN_SECOND and _takes_second(document, parent))
        case ast.Assign(targets=[ast.Name(id=name)]) if parent.value is node:
            return _name_only_ranks(document, parent, name, losses, seen)
        case ast.Tuple(elts=elements):
            statement = document.parent_of(parent)
            match statement:
                case ast.Assign(targets=[ast.Tuple(elts=targets)]) if len(targets) == len(elements):
                    target = targets[elements.index(node)]
                    name = target.id if isinstance(target, ast.Name) else None
                    return name is not None and _name_only_ranks(document, statement, name, losses, seen)
                case _:
                    return False
        case _:
            return False


def _name_only_ranks(
    document: Document, statement: ast.stmt, name: str, losses: Set[ast.AST], seen: frozenset[ast.AST]
) -> bool:
    return all(only_ranks(document, load, losses, seen) for load in loads_after(document, statement, name))


def _attribute_only_ranks(
    document: Document, node: ast.Attribute, attr: str, losses: Set[ast.AST], seen: frozenset[ast.AST]
) -> bool:
    call = document.parent_of(node)
    called = call if isinstance(call, ast.Call) and call.func is node else None
    if attr in _ASKED:
        return True
    if attr in _KEEPS_VALUES | _RESHAPES:
        return only_ranks(document, called or node, losses, seen)
    if called is None:
        return False
    return attr in _RANKS or (attr in _RANKS_IN_SECOND and _takes_second(document, called))


def _takes_second(document: Document, call: ast.Call) -> bool:
    """Whether of the values and the indices that a call returns only the indices are used."""
    parent = document.parent_of(call)
    match parent:
        case ast.Subscript(slice=ast.Constant(value=1)) | ast.Attribute(attr="indices"):
            return True
        case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id=ignored), _])]):
            return ignored.strip("_") == "" or not any(loads_after(document, parent, ignored))
        case _:
            return False
