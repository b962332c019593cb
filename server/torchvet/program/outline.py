"""What a module's own statements bind, so that each is executed only when somebody asks for its name."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from torchvet.source.document import Document

_SUITES = ("body", "orelse", "finalbody")


@dataclass(slots=True)
class Outline:
    """The statements of a module by the names that they concern.

    Args:
        bindings: the statements that bind a name, in the order of the text.
        effects: the statements that may change what a name stands for (``NAMES["x"] = …``,
            ``NAMES.update(…)``, ``@NAMES.register``), in the order of the text.
        stars: the imports of everything.
    """

    bindings: dict[str, list[ast.stmt]] = field(default_factory=dict[str, list[ast.stmt]])
    effects: dict[str, list[ast.stmt]] = field(default_factory=dict[str, list[ast.stmt]])
    stars: list[ast.ImportFrom] = field(default_factory=list[ast.ImportFrom])


_KNOWN: WeakKeyDictionary[Document, Outline] = WeakKeyDictionary()


def outline_of(document: Document) -> Outline:
    """The outline of a module, made once."""
    known = _KNOWN.get(document)
    if known is None:
        known = _KNOWN[document] = _made(document.tree.body)
    return known


def _made(body: list[ast.stmt]) -> Outline:
    outline = Outline()
    for statement in body:
        for inner in _with_inner(statement):
            for name in _bound(inner):
                _note(outline.bindings, name, statement)
            for name in _changed(inner):
                _note(outline.effects, name, statement)
            if isinstance(inner, ast.ImportFrom) and inner.names[0].name == "*":
                outline.stars.append(inner)
    return outline


def _note(found: dict[str, list[ast.stmt]], name: str, statement: ast.stmt) -> None:
    statements = found.setdefault(name, [])
    if not statements or statements[-1] is not statement:
        statements.append(statement)


def _with_inner(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those in its suites, without the bodies of functions and classes."""
    yield statement
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return
    for suite in _SUITES:
        for inner in getattr(statement, suite, ()):
            yield from _with_inner(inner)
    for clause in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        for inner in clause.body:
            yield from _with_inner(inner)


def _bound(statement: ast.stmt) -> Iterator[str]:
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            yield statement.name
        case ast.Import():
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0]
        case ast.ImportFrom():
            for alias in statement.names:
                if alias.name != "*":
                    yield alias.asname or alias.name
        case ast.Assign():
            yield from _targets(statement.targets)
        case ast.AnnAssign() | ast.AugAssign() | ast.For() | ast.AsyncFor():
            yield from _targets([statement.target])
        case ast.With() | ast.AsyncWith():
            yield from _targets(item.optional_vars for item in statement.items if item.optional_vars)
        case _:
            pass


def _targets(targets: Iterable[ast.expr]) -> Iterator[str]:
    for target in targets:
        if isinstance(target, ast.Name):
            yield target.id
        elif isinstance(target, ast.Tuple | ast.List):
            yield from _targets(target.elts)
        elif isinstance(target, ast.Starred):
            yield from _targets([target.value])


def _changed(statement: ast.stmt) -> Iterator[str]:
    """The names of the objects that a statement may change, other than by binding the name."""
    touched: list[ast.expr] = []
    match statement:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            touched = [d.func if isinstance(d, ast.Call) else d for d in statement.decorator_list]
        case ast.Assign() | ast.Delete():
            touched = [t for t in statement.targets if isinstance(t, ast.Attribute | ast.Subscript)]
        case ast.AugAssign(target=ast.Attribute() | ast.Subscript()):
            touched = [statement.target]
        case ast.Expr(value=ast.Call()):
            call = statement.value
            assert isinstance(call, ast.Call)
            touched = [call.func, *call.args[:1]]
        case _:
            pass
    for expression in touched:
        root = _root(expression)
        if root is not None:
            yield root


def _root(expression: ast.expr) -> str | None:
    while isinstance(expression, ast.Attribute | ast.Subscript | ast.Call):
        expression = expression.func if isinstance(expression, ast.Call) else expression.value
    return expression.id if isinstance(expression, ast.Name) else None
