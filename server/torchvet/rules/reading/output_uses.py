"""Whether a tensor's values matter anywhere but in a loss."""

from __future__ import annotations

import ast
from collections.abc import Set
from enum import Enum

from torchvet.interpret.events import Form
from torchvet.rules.reading.name_uses import loads_after
from torchvet.rules.reading.spots import dotted
from torchvet.source.document import Document


class Whole(Enum):
    """All of what a function returns."""

    WHOLE = "whole"


WHOLE = Whole.WHOLE
OutputPart = int | str | Whole
"""An index or a key of what a function returns, or all of it."""

ASKED = {"shape", "size", "dim", "ndim", "ndimension", "device", "dtype", "numel"}
KEEPS_VALUES = {"data", "detach", "cpu", "cuda", "to", "float", "double", "half", "contiguous", "clone"}
RESHAPES = {"view", "reshape", "flatten", "squeeze", "unsqueeze", "permute", "transpose", "movedim"}
_AGAIN = {
    Form.SIGMOID: frozenset({"sigmoid", "logsigmoid"}),
    Form.PROBABILITIES: frozenset({"softmax", "log_softmax"}),
}
"""What applies the same activation once more."""
_COMPARES = {"ge", "gt", "le", "lt"}
_RANKS = {"argmax"}
_RANKS_IN_SECOND = {"max", "topk", "sort"}


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


def wants_raw(document: Document, node: ast.expr, form: Form) -> bool:
    """Whether what an expression is put into wants it as it was before an activation.

    It does where it applies the activation itself, and where it compares with the 0 of raw outputs.
    """
    again = _AGAIN.get(form, frozenset())
    match document.parent_of(node):
        case ast.Call(func=function, args=[first, *rest]) if first is node:
            name = (dotted(function) or "").rpartition(".")[2]
            compares = name in _COMPARES and bool(rest) and _is_zero(rest[0])
            return name in again or (form is Form.SIGMOID and compares)
        case ast.Attribute(attr=attr) as method:
            call = document.parent_of(method)
            return attr in again and isinstance(call, ast.Call) and call.func is method
        case ast.Compare(left=left, comparators=[right]) if left is node:
            return form is Form.SIGMOID and _is_zero(right)
        case _:
            return False


def _is_zero(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value == 0 and not isinstance(node.value, bool)


def part_only_ranks(document: Document, node: ast.expr, part: OutputPart, losses: Set[ast.AST]) -> bool:
    """The same for one part of what an expression gives: an element of a tuple or a dict.

    Args:
        document: the document.
        node: the expression.
        part: the index or the key.
        losses: the nodes inside the inputs of the losses that are meant.
    """
    parent = document.parent_of(node)
    match parent:
        case ast.Expr():
            return True
        case ast.Subscript(value=value, slice=ast.Constant(value=key)) if value is node:
            is_from_the_end = isinstance(key, int) and key < 0
            return (key != part and not is_from_the_end) or only_ranks(document, parent, losses)
        case ast.Assign(targets=[ast.Tuple(elts=targets)]) if parent.value is node and isinstance(part, int):
            target = targets[part] if part < len(targets) else None
            if any(isinstance(each, ast.Starred) for each in targets) or not isinstance(target, ast.Name):
                return False
            return _name_only_ranks(document, parent, target.id, losses, frozenset())
        case ast.Assign(targets=[ast.Name(id=name)]) if parent.value is node:
            return all(
                part_only_ranks(document, load, part, losses) for load in loads_after(document, parent, name)
            )
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
    if attr in ASKED:
        return True
    if attr in KEEPS_VALUES | RESHAPES:
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
