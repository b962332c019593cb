"""What a text binds where: its functions and classes by their qualified names, and the names in each.

This is Python's own rule of scopes, by text alone: nothing is executed, so that the same text gives the same
answer at any time, however much is known of the packages around it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from torchvet.source.document import Document
from torchvet.source.nodes import child_nodes

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
LoopNode = ast.For | ast.AsyncFor | ast.While
_DEFINES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(slots=True, eq=False)
class Scope:
    """A module, a class or a function.

    Args:
        node: its node.
        document: the text that it stands in.
        name: its qualified name; empty for the module.
        parent: the scope around it.
        inner: the functions and classes that are defined in it, by name.
        bindings: what else binds its names: the statements, or those parts of them that matter.
        effects: statements outside of loops that call a method of a name.
        parameters: the parameters' names.
        elsewhere: the names that are declared global or nonlocal.
        loops: its loops, in order.
        own: its own nodes, those of inner functions and classes left out.
    """

    node: ast.AST
    document: Document
    name: str
    parent: Scope | None
    inner: dict[str, list[Scope]] = field(default_factory=dict[str, list["Scope"]])
    bindings: dict[str, list[ast.AST]] = field(default_factory=dict[str, list[ast.AST]])
    effects: dict[str, list[ast.AST]] = field(default_factory=dict[str, list[ast.AST]])
    parameters: list[str] = field(default_factory=list[str])
    elsewhere: set[str] = field(default_factory=set[str])
    loops: list[LoopNode] = field(default_factory=list[LoopNode])
    own: list[ast.AST] = field(default_factory=list[ast.AST])

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.node, ast.ClassDef)

    @property
    def owner(self) -> Scope | None:
        """The class whose method it is."""
        return self.parent if self.parent is not None and self.parent.is_class else None

    def binds(self, name: str) -> bool:
        """Whether a name is one of its own."""
        if name in self.elsewhere:
            return False
        return name in self.bindings or name in self.inner or name in self.parameters

    def all(self) -> Iterator[Scope]:
        """It and all scopes in it."""
        yield self
        for scopes in self.inner.values():
            for scope in scopes:
                yield from scope.all()


_KNOWN: WeakKeyDictionary[Document, tuple[Scope, dict[str, list[Scope]]]] = WeakKeyDictionary()


def module_scope(document: Document) -> Scope:
    """The scope of a whole document, made once."""
    return _known(document)[0]


def scopes_named(document: Document, name: str) -> list[Scope]:
    """The scopes of a qualified name; several where it is defined more than once."""
    return _known(document)[1].get(name, [])


def _known(document: Document) -> tuple[Scope, dict[str, list[Scope]]]:
    known = _KNOWN.get(document)
    if known is None:
        module = Scope(document.tree, document, "", None)
        _fill(module, document.tree.body)
        by_name: dict[str, list[Scope]] = {}
        for scope in module.all():
            by_name.setdefault(scope.name, []).append(scope)
        known = _KNOWN[document] = (module, by_name)
    return known


def scope_around(document: Document, row: int) -> Scope:
    """The innermost scope whose lines hold a row, which counts from 1."""
    found = module_scope(document)
    for scope in found.all():
        if scope.parent is not None and first_row(scope.node) <= row <= _last_row(scope.node):
            found = scope
    return found


def first_row(node: ast.AST) -> int:
    """The row that a definition begins at, with its decorators."""
    return min(each.lineno for each in (node, *getattr(node, "decorator_list", ())))  # type: ignore[attr-defined]


def holds_row(node: ast.AST, row: int) -> bool:
    """Whether a row, which counts from 1, is one of a node's."""
    return getattr(node, "lineno", 0) <= row <= _last_row(node)


def _last_row(node: ast.AST) -> int:
    return getattr(node, "end_lineno", None) or 0


# --- filling --------------------------------------------------------------------------------


def _fill(scope: Scope, body: Iterable[ast.AST], in_loop: bool = False) -> None:
    for node in body:
        _take(scope, node, in_loop)


def _take(scope: Scope, node: ast.AST, in_loop: bool) -> None:
    scope.own.append(node)
    if isinstance(node, _DEFINES):
        _define(scope, node)
        _fill(scope, outside_of_body(node), in_loop)
        return
    if isinstance(node, LoopNode):
        scope.loops.append(node)
    if isinstance(node, ast.Global | ast.Nonlocal):
        scope.elsewhere.update(node.names)
    for name, part in _bound(node):
        scope.bindings.setdefault(name, []).append(part)
    if isinstance(node, ast.Expr) and not in_loop and (receiver := _receiver(node.value)):
        scope.effects.setdefault(receiver, []).append(node)
    _fill(scope, child_nodes(node), in_loop or isinstance(node, LoopNode))


def _define(scope: Scope, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> None:
    name = f"{scope.name}.{node.name}" if scope.name else node.name
    inner = Scope(node, scope.document, name, scope)
    scope.inner.setdefault(node.name, []).append(inner)
    if not isinstance(node, ast.ClassDef):
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs]
        every += [each for each in (given.vararg, given.kwarg) if each]
        inner.parameters = [each.arg for each in every]
    _fill(inner, node.body)


def outside_of_body(node: ast.AST) -> list[ast.AST]:
    """What is evaluated where a definition stands: decorators, defaults, bases."""
    inside = set(map(id, getattr(node, "body", ())))
    return [each for each in child_nodes(node) if id(each) not in inside]


def _bound(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """The names that a node binds, each with the part of it that says what to."""
    match node:
        case ast.Assign(targets=targets):
            yield from ((name, node) for target in targets for name in _targets(target))
        case ast.AnnAssign(target=target, value=value) if value is not None:
            yield from ((name, node) for name in _targets(target))
        case ast.AugAssign(target=target) | ast.NamedExpr(target=target):
            yield from ((name, node) for name in _targets(target))
        case ast.For(target=target, iter=part) | ast.AsyncFor(target=target, iter=part):
            yield from ((name, part) for name in _targets(target))
        case ast.comprehension(target=target, iter=part):
            yield from ((name, part) for name in _targets(target))
        case ast.withitem(optional_vars=target) if target is not None:
            yield from ((name, node) for name in _targets(target))
        case ast.Import(names=names):
            yield from ((each.asname or each.name.partition(".")[0], each) for each in names)
        case ast.ImportFrom(names=names):
            yield from ((each.asname or each.name, ast.ImportFrom(node.module, [each], node.level))
                        for each in names)  # fmt: skip
        case ast.ExceptHandler(name=str(name), type=part) if part is not None:
            yield name, part
        case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield name, node
        case _:
            return


def _targets(target: ast.AST) -> Iterator[str]:
    """The names that an assignment changes, also what it changes of a name (``model.fc = …``)."""
    if isinstance(target, ast.Name):
        yield target.id
    elif isinstance(target, ast.Attribute | ast.Subscript | ast.Starred):
        yield from _targets(target.value)
    elif isinstance(target, ast.Tuple | ast.List):
        for each in target.elts:
            yield from _targets(each)


def _receiver(value: ast.expr) -> str | None:
    """The name on whose object a method is called (``model.apply(init)``)."""
    if not isinstance(value, ast.Call) or not isinstance(value.func, ast.Attribute):
        return None
    inner: ast.expr = value.func
    while isinstance(inner, ast.Attribute | ast.Call | ast.Subscript):
        inner = inner.func if isinstance(inner, ast.Call) else inner.value
    return inner.id if isinstance(inner, ast.Name) else None
