"""Whether a tensor's values matter anywhere but in a loss."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Set

from torchvet.rules.reading.spots import dotted
from torchvet.source.document import Document

_ASKED = {"shape", "size", "dim", "ndim", "ndimension", "device", "dtype", "numel"}
_SAME_VALUES = {"data", "detach", "cpu", "cuda", "to", "float", "double", "contiguous", "clone", "squeeze"}
_RANKS = {"argmax"}
_RANKS_IN_SECOND = {"max", "topk", "sort"}


def loads_after(document: Document, statement: ast.stmt, name: str) -> Iterator[ast.Name]:
    """The places of a function that can read what a statement has assigned to a name."""
    function = document.enclosing_function(statement) or document.tree
    start, end = document.range_of(statement).start, document.range_of(statement).end
    names = [node for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == name]
    stores = [document.range_of(node).start for node in names if isinstance(node.ctx, ast.Store)]
    parameters = {argument.arg for argument in ast.walk(function) if isinstance(argument, ast.arg)}
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
        for each in ast.walk(function)
    )


def only_ranks(document: Document, node: ast.expr, losses: Set[ast.AST]) -> bool:
    """Whether an expression's value only goes into losses and into what depends on its order alone.

    Args:
        document: the document.
        node: the expression.
        losses: the nodes inside the inputs of the losses that are meant.
    """
    if node in losses:
        return True
    parent = document.parent_of(node)
    match parent:
        case ast.Expr():
            return True
        case ast.Attribute(attr=attr):
            return _attribute_only_ranks(document, parent, attr, losses)
        case ast.Call(args=[first, *_]) if first is node:
            method = (dotted(parent.func) or "").removeprefix("torch.")
            return method in _RANKS or (method in _RANKS_IN_SECOND and _takes_second(document, parent))
        case ast.Assign(targets=[ast.Name(id=name)]) if parent.value is node:
            return all(only_ranks(document, load, losses) for load in loads_after(document, parent, name))
        case _:
            return False


def _attribute_only_ranks(document: Document, node: ast.Attribute, attr: str, losses: Set[ast.AST]) -> bool:
    call = document.parent_of(node)
    called = call if isinstance(call, ast.Call) and call.func is node else None
    if attr in _ASKED:
        return True
    if attr in _SAME_VALUES:
        return only_ranks(document, called or node, losses)
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
