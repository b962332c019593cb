"""The fields that a method's text sets, and those that it puts something into."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.source.nodes import child_nodes, remembered, walk

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


_FILLING = frozenset({"add", "append", "appendleft", "extend", "insert", "setdefault", "update"})

_Method = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


@remembered
def fields_set(method: _Method) -> tuple[str, ...]:
    """The attributes of its first argument that a method assigns, each once."""
    return tuple(dict.fromkeys(node.attr for node in _own_fields(method) if isinstance(node.ctx, ast.Store)))


@remembered
def fields_read(method: _Method) -> frozenset[str]:
    """The attributes of its first argument that a method's text reads."""
    return frozenset(node.attr for node in _own_fields(method) if isinstance(node.ctx, ast.Load))


@remembered
def fields_filled(method: _Method) -> frozenset[str]:
    """The attributes of its first argument that a method puts elements into."""
    read = {id(node): node.attr for node in _own_fields(method)}
    found: set[str] = set()
    for node in walk(method):
        is_filled = (isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store)) or (
            isinstance(node, ast.Attribute) and node.attr in _FILLING
        )
        if is_filled and isinstance(node, ast.Subscript | ast.Attribute) and id(node.value) in read:
            found.add(read[id(node.value)])
    return frozenset(found)


def _own_fields(method: _Method) -> Iterator[ast.Attribute]:
    """The attributes of a method's first argument in its text, functions inside of it left out."""
    parameters = [*method.args.posonlyargs, *method.args.args]
    if not parameters:
        return
    own = parameters[0].arg
    waiting: list[ast.AST] = list(child_nodes(method))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, _SCOPES):
            continue
        waiting += child_nodes(node)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == own:
            yield node
