"""What a text says by names: which are used, which calls are where, what is given as which parameter."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from torchvet.passes.pieces import called_name
from torchvet.passes.scopes import LoopNode, Scope, holds_row
from torchvet.source.document import Document

Chain = tuple[str, ...]
"""A name with the attributes that are taken of it: ("models", "resnet", "Net")."""


@dataclass(frozen=True, slots=True, eq=False)
class Running:
    """A call that was running when a step was taken.

    Args:
        scope: the function, or the module.
        row: the row that it had come to, from 1.
    """

    scope: Scope
    row: int


def around(scope: Scope) -> Iterator[Scope]:
    """The scopes around a scope, inner ones first."""
    parent = scope.parent
    while parent is not None:
        yield parent
        parent = parent.parent


def is_of(node: ast.AST, names: set[str]) -> bool:
    """Whether a node is an attribute of one of some names, or the name itself."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in names


def chains(nodes: Iterable[ast.AST]) -> Iterator[Chain]:
    """The names that nodes use, the longest chain of attributes for each; and attributes of anything else."""
    for node in nodes:
        if isinstance(node, ast.Name):
            yield (node.id,)
        elif isinstance(node, ast.Attribute):
            names = [node.attr]
            inner = node.value
            while isinstance(inner, ast.Attribute):
                names.insert(0, inner.attr)
                inner = inner.value
            yield (inner.id if isinstance(inner, ast.Name) else "", *names)


def calls_at(outer: Running, called: Scope) -> list[ast.Call]:
    """The calls in a row that can be that of a function: those by its name, else the outermost ones."""
    calls = [node for node in outer.scope.own if isinstance(node, ast.Call) and holds_row(node, outer.row)]
    name = called.name.rpartition(".")[2]
    named = [call for call in calls if (called_name(call) or "").rpartition(".")[2] == name]
    return list(named or calls[:1])


def is_static(scope: Scope) -> bool:
    decorators: list[ast.expr] = getattr(scope.node, "decorator_list", [])
    return any(isinstance(each, ast.Name) and each.id == "staticmethod" for each in decorators)


def given_as(parameter: str, scope: Scope, call: ast.Call, is_constructor: bool = False) -> list[ast.expr]:
    """What a call gives as one of a function's parameters; all of it where that can't be told."""
    is_by_name = (
        is_constructor or (called_name(call) or "").rpartition(".")[2] == scope.name.rpartition(".")[2]
    )
    is_open = any(isinstance(each, ast.Starred) for each in call.args)
    if not is_by_name or is_open or any(each.arg is None for each in call.keywords):
        return [call]
    place = scope.parameters.index(parameter) - int(scope.owner is not None and not is_static(scope))
    if place < 0:
        return [call.func]
    by_name = [each.value for each in call.keywords if each.arg == parameter]
    return by_name or call.args[place : place + 1]


def is_package(document: Document) -> bool:
    """Whether a text is a package's own module."""
    return Path(document.filename).name == "__init__.py"


def loops_around(running: Running) -> list[LoopNode]:
    """The loops of a running function that hold the row that it has come to, outermost first."""
    return [loop for loop in running.scope.loops if any(holds_row(each, running.row) for each in loop.body)]
