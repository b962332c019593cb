"""The fields that a method's text sets."""

from __future__ import annotations

import ast
from functools import lru_cache

from torchvet.source.nodes import child_nodes

_SCOPES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef


@lru_cache(maxsize=4096)
def fields_set(method: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> tuple[str, ...]:
    """The attributes of its first argument that a method assigns, each once."""
    parameters = [*method.args.posonlyargs, *method.args.args]
    if not parameters:
        return ()
    own = parameters[0].arg
    found: list[str] = []
    waiting: list[ast.AST] = list(child_nodes(method))
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, _SCOPES):
            continue
        waiting += child_nodes(node)
        if (
            isinstance(node, ast.Attribute)
            and isinstance(node.ctx, ast.Store)
            and isinstance(node.value, ast.Name)
            and node.value.id == own
            and node.attr not in found
        ):
            found.append(node.attr)
    return tuple(found)
