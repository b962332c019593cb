"""What the top level of a module's text binds to which name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Imported:
    """A name bound by an import: a module, or a name of it."""

    module: str
    name: str | None


@dataclass(frozen=True, slots=True)
class Assigned:
    """A name bound to the value of an expression, or only annotated."""

    value: ast.expr | None
    annotation: ast.expr | None = None


Definition: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef | Imported | Assigned


@dataclass(frozen=True, slots=True)
class Binding:
    """One binding of a name.

    Args:
        definition: what binds it.
        conditional: whether it stands under a condition.
        fallback: whether it stands in an ``except`` or ``else``.
    """

    definition: Definition
    conditional: bool = False
    fallback: bool = False


@dataclass(frozen=True, slots=True)
class Bindings:
    """All bindings of a module's or a class's body.

    Args:
        names: the bindings of each name, in the order of the text.
        stars: modules imported with a star, in the order of the text.
        exported: what ``__all__`` lists; None where there is none or it is computed.
        lazy: names that a table in the text says to come from a submodule (``{"models": ["Net"]}``),
            used by packages that import on first use.
    """

    names: dict[str, list[Binding]] = field(default_factory=dict[str, list[Binding]])
    stars: list[str] = field(default_factory=list[str])
    exported: frozenset[str] | None = None
    lazy: dict[str, str] = field(default_factory=dict[str, str])

    def candidates(self, name: str) -> list[Definition]:
        """The definitions that may stand when the body has run, the likeliest first."""
        bound = self.names.get(name, [])
        bound = [each for each in bound if not _wraps(each.definition, name)] or bound
        last = max((at for at, each in enumerate(bound) if not each.conditional), default=0)
        standing = bound[last:]
        standing.reverse()
        return [each.definition for each in sorted(standing, key=lambda each: each.fallback)]


def _wraps(definition: Definition, name: str) -> bool:
    """Whether a name is bound to what a call made of its earlier value (``Net = register(Net)``)."""
    match definition:
        case Assigned(value=ast.Call(args=args)):
            return any(isinstance(each, ast.Name) and each.id == name for each in args)
        case _:
            return False


def collect_bindings(tree: ast.Module | ast.ClassDef, package: str) -> Bindings:
    """Reads the bindings of a body.

    Args:
        tree: the module or class.
        package: the package that relative imports count from.
    """
    names: dict[str, list[Binding]] = {}
    stars: list[str] = []
    for statement, conditional, fallback in _flat(tree.body, False, False):
        for name, definition in _bound(statement, package):
            if name == "*" and isinstance(definition, Imported):
                stars.append(definition.module)
            else:
                names.setdefault(name, []).append(Binding(definition, conditional, fallback))
    return Bindings(names, stars, _exported(tree.body), _lazy_table(tree))


def _flat(
    body: Sequence[ast.stmt], conditional: bool, fallback: bool
) -> Iterator[tuple[ast.stmt, bool, bool]]:
    for statement in body:
        match statement:
            case ast.If(test=test, body=then, orelse=otherwise):
                yield from _flat(then, conditional or not _is_type_checking(test), fallback)
                yield from _flat(otherwise, True, True)
            case ast.Try(body=inner, handlers=handlers, orelse=otherwise, finalbody=final):
                yield from _flat(inner, conditional or bool(handlers), fallback)
                yield from _flat(otherwise, True, fallback)
                for handler in handlers:
                    yield from _flat(handler.body, True, True)
                yield from _flat(final, conditional, fallback)
            case ast.With(body=inner):
                yield from _flat(inner, conditional, fallback)
            case ast.For(body=inner) | ast.While(body=inner):
                yield from _flat(inner, True, fallback)
            case _:
                yield statement, conditional, fallback


def _is_type_checking(test: ast.expr) -> bool:
    name = test.attr if isinstance(test, ast.Attribute) else getattr(test, "id", None)
    return name == "TYPE_CHECKING"


def _bound(statement: ast.stmt, package: str) -> Iterator[tuple[str, Definition]]:
    match statement:
        case ast.ClassDef() | ast.FunctionDef() | ast.AsyncFunctionDef():
            yield statement.name, statement
        case ast.Import(names=aliases):
            for alias in aliases:
                whole = alias.asname is not None
                yield (
                    alias.asname or alias.name.partition(".")[0],
                    Imported(alias.name if whole else alias.name.partition(".")[0], None),
                )
        case ast.ImportFrom():
            module = absolute_module(statement, package)
            for alias in statement.names:
                yield alias.asname or alias.name, Imported(module, alias.name)
        case ast.Assign(targets=targets, value=value):
            for target in targets:
                yield from _bound_by_assignment(target, value)
        case ast.AnnAssign(target=ast.Name(id=name), value=value, annotation=annotation):
            yield name, Assigned(value, annotation)
        case _:
            pass


def _bound_by_assignment(target: ast.expr, value: ast.expr) -> Iterator[tuple[str, Definition]]:
    match target, value:
        case ast.Name(id=name), _:
            yield name, Assigned(value)
        case ast.Tuple(elts=targets), ast.Tuple(elts=values) if len(targets) == len(values):
            for inner, part in zip(targets, values, strict=True):
                yield from _bound_by_assignment(inner, part)
        case _:
            pass


def absolute_module(statement: ast.ImportFrom, package: str) -> str:
    """The dotted name of the module that a ``from … import`` statement names."""
    if not statement.level:
        return statement.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - statement.level + 1]
    return ".".join([*base, *([statement.module] if statement.module else [])])


def _exported(body: Sequence[ast.stmt]) -> frozenset[str] | None:
    found: frozenset[str] | None = None
    for statement in body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="__all__")], value=value):
                found = _strings(value)
            case ast.AugAssign(target=ast.Name(id="__all__"), value=value):
                more = _strings(value)
                found = found | more if found is not None and more is not None else None
            case ast.Expr(value=ast.Call(func=ast.Attribute(value=ast.Name(id="__all__")))):
                return None
            case _:
                pass
    return found


def _strings(value: ast.expr) -> frozenset[str] | None:
    if not isinstance(value, ast.List | ast.Tuple):
        return None
    found = [each.value if isinstance(each, ast.Constant) else None for each in value.elts]
    texts = frozenset(each for each in found if isinstance(each, str))
    return texts if len(texts) == len(set(found)) else None


def _lazy_table(tree: ast.Module | ast.ClassDef) -> dict[str, str]:
    if isinstance(tree, ast.ClassDef):
        return {}
    table: dict[str, str] = {}
    for node in _top_level_expressions(tree):
        match node:
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    _enter(table, key, value)
            case ast.Assign(targets=[ast.Subscript(slice=key)], value=value):
                _enter(table, key, value)
            case _:
                pass
    return table


def _top_level_expressions(tree: ast.Module) -> Iterator[ast.AST]:
    for statement, _, _ in _flat(tree.body, False, False):
        match statement:
            case ast.Assign(value=ast.Call(args=args, keywords=keywords)):
                yield from (*args, *(keyword.value for keyword in keywords))
            case ast.Assign(value=ast.Dict() as value):
                yield value
            case ast.Assign():
                yield statement
            case _:
                pass


def _enter(table: dict[str, str], key: ast.expr | None, value: ast.expr) -> None:
    match key:
        case ast.Constant(value=str() as submodule):
            for name in _strings(value) or ():
                table.setdefault(name, submodule)
        case _:
            pass
