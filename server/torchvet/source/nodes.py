"""Walks over trees, several times as fast as the standard library's.

Most fields of most nodes hold a string, a number or ``Load()``: which fields can hold a node is known from
a node's type, so the others are never looked at. ``ctx`` counts as none of a node's children.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any, TypeVar, cast

Answer = TypeVar("Answer")
NodeType = TypeVar("NodeType", bound=ast.AST)
_REMEMBERED = "_torchvet_remembered"

_ALWAYS_PLAIN = frozenset({"ctx", "id", "attr", "arg", "asname", "module", "level", "kind"})
_PLAIN_OF: dict[type[ast.AST], frozenset[str]] = {
    ast.Constant: frozenset({"value", "kind"}),
    ast.Global: frozenset({"names"}),
    ast.Nonlocal: frozenset({"names"}),
    ast.alias: frozenset({"name", "asname"}),
}
_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}
_WITH_GAPS = frozenset({"keys", "kw_defaults", "kwd_attrs", "names"})
"""Lists that can hold something else than nodes (``None`` for ``**rest`` in a dict)."""
_LEAVES = frozenset({ast.Name, ast.Constant, ast.alias, ast.Pass})
"""Nodes without children."""


def _fields_of(kind: type[ast.AST]) -> tuple[str, ...]:
    plain = _PLAIN_OF.get(kind, _ALWAYS_PLAIN)
    fields = _FIELDS[kind] = tuple(name for name in kind._fields if name not in plain)
    return fields


def child_nodes(node: ast.AST) -> list[ast.AST]:
    """The direct children of a node, in the order of its fields, ``ctx`` left out."""
    kind = type(node)
    fields = _FIELDS.get(kind)
    if fields is None:
        fields = _fields_of(kind)
    children: list[ast.AST] = []
    for name in fields:
        value: object = getattr(node, name, None)
        if type(value) is list:
            if name in _WITH_GAPS:
                children += [item for item in cast("list[object]", value) if isinstance(item, ast.AST)]
            elif value:
                children += cast("list[ast.AST]", value)
        elif isinstance(value, ast.AST):
            children.append(value)
    return children


def walk(node: ast.AST) -> Iterator[ast.AST]:
    """A node and all nodes in it, outer ones before inner ones."""
    waiting = [node]
    for each in waiting:
        yield each
        if type(each) not in _LEAVES:
            waiting += child_nodes(each)


def remembered(question: Callable[[NodeType], Answer]) -> Callable[[NodeType], Answer]:
    """Lets a question about a node's text be answered once, until the node is said to be changed."""

    @wraps(question)
    def ask(node: NodeType) -> Answer:
        answers: dict[Any, Answer] | None = node.__dict__.get(_REMEMBERED)
        if answers is None:
            answers = node.__dict__[_REMEMBERED] = {}
        if question not in answers:
            answers[question] = question(node)
        return answers[question]

    return ask


def forget_answers(node: ast.AST) -> None:
    """Forgets what was remembered of a node, since what is in it was changed."""
    node.__dict__.pop(_REMEMBERED, None)
