"""Which pieces of a program a training loop rests on: a call graph by names.

From the loop, the functions that ran inside of it and the classes of the model that it trained, names lead
on: to functions, to what variables are bound to, to other modules. A class that isn't the model's counts for
what is used of it: those of its methods and fields that anything reached mentions.

The names of the loader in the loop's header lead nowhere: what is shown is that the model learns what it is
given.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from torchvet.passes.naming import Chain, Running, around, calls_at, chains, given_as, is_of, is_package
from torchvet.passes.pieces import (
    CALLS,
    CHANGES,
    DEFINITION,
    FIELD,
    HEAD,
    NAME,
    Piece,
    called_name,
    fields_of,
    head_of,
)
from torchvet.passes.scopes import LoopNode, Scope, holds_row, module_scope, outside_of_body
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.nodes import walk

MOST_IMPORTS = 8
"""Through so many imports a class is looked for."""
USED_UNNAMED = ("__call__", "forward", "__enter__", "__exit__", "__iter__", "__getattr__")
"""Methods that are called without a mention of their names; a constructor counts for the fields it sets."""


class Reach:
    """What one loop rests on.

    Args:
        project: finds the workspace's other modules.
        running: the calls that were running at a step, innermost first.
        depth: the number of the call among them that the loop stands in.
        loop: the loop.
        models: the classes of the models that ran.
    """

    def __init__(
        self, project: Project, running: list[Running], depth: int, loop: LoopNode, models: Iterable[Scope]
    ) -> None:
        self._project = project
        self._outer = running[depth:]
        self._pieces: dict[Piece, Document] = {}
        self._classes: dict[Scope, None] = {}
        self._whole: set[Scope] = set()
        self._attributes: set[str] = set()
        self._used: set[tuple[Scope, str]] = set()
        self._followed: set[tuple[ast.AST, Chain]] = set()
        self._made: dict[Scope, list[tuple[ast.Call, Scope]]] = {}
        for scope in models:
            self._add_definition(scope)
        for each in running[:depth]:
            self._add_definition(each.scope)
        self._follow_loop(loop, running[depth].scope)
        self._settle()

    @property
    def digests(self) -> dict[Piece, str]:
        """The pieces with what they come to."""
        return {piece: piece.digest(document) for piece, document in self._pieces.items()}

    # --- pieces -----------------------------------------------------------------------------

    def _is_new(self, scope: Scope, kind: str, name: str = "") -> bool:
        piece = Piece(scope.document.filename, kind, scope.name, name)
        if piece in self._pieces:
            return False
        self._pieces[piece] = scope.document
        return True

    def _add_definition(self, scope: Scope) -> None:
        """A function or class as a whole; functions around the loop count for the loop only."""
        if scope.parent is None or any(scope is each.scope for each in self._outer):
            return
        if any(each in self._whole for each in around(scope)):
            return
        self._whole.add(scope)
        if self._is_new(scope, DEFINITION):
            for inner in scope.all():
                self._follow(inner.own, inner, inside=scope)
            outside = (each for node in outside_of_body(scope.node) for each in walk(node))
            self._follow(outside, scope.parent)

    def _add_class(self, scope: Scope) -> None:
        """A class for what is used of it."""
        if scope in self._classes or scope in self._whole:
            return
        self._classes[scope] = None
        if self._is_new(scope, HEAD):
            self._follow([each for node in head_of(scope) for each in walk(node)], scope)

    def _settle(self) -> None:
        """Adds the methods and fields that are mentioned, until no more come."""
        while True:
            wanted = [
                (scope, name)
                for scope in self._classes
                for name in (*self._attributes, *USED_UNNAMED)
                if (scope, name) not in self._used
            ]
            if not wanted:
                return
            for scope, name in wanted:
                self._used.add((scope, name))
                self._use(scope, name)

    def _use(self, scope: Scope, name: str) -> None:
        for method in scope.inner.get(name, ()):
            if method.is_class:
                self._add_class(method)
            else:
                self._add_definition(method)
        set_to = fields_of(scope).get(name)
        if set_to and self._is_new(scope, FIELD, name):
            for method, node in set_to:
                self._follow(walk(node), method)

    # --- names ------------------------------------------------------------------------------

    def _follow_loop(self, loop: LoopNode, scope: Scope) -> None:
        given = set(walk(loop.iter)) if isinstance(loop, ast.For | ast.AsyncFor) else set[ast.AST]()
        nodes = [node for node in walk(loop) if node not in given]
        bound = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        self._attributes.update(node.attr for node in nodes if isinstance(node, ast.Attribute))
        self._follow((node for node in nodes if not is_of(node, bound)), scope)

    def _follow(self, nodes: Iterable[ast.AST], scope: Scope, inside: Scope | None = None) -> None:
        """Follows the names in some nodes.

        Args:
            nodes: all nodes, inner ones too.
            scope: where they stand.
            inside: names that are bound in this scope or below it are known already.
        """
        for chain in chains(nodes):
            self._attributes.update(name for name in chain[1:] if not name.startswith("__"))
            self._follow_name(chain, scope, inside)

    def _follow_name(self, chain: Chain, start: Scope, inside: Scope | None) -> None:
        scope: Scope | None = start
        while scope is not None:
            can_see = scope is start or not scope.is_class
            if can_see and scope.binds(chain[0]):
                if inside is None or inside not in (scope, *around(scope)):
                    self._bound_in(chain, scope)
                elif scope.owner is not None and chain[0] in scope.parameters[:1]:
                    self._add_class(scope.owner)
                return
            scope = scope.parent
        self._behind_stars(chain, module_scope(start.document))

    def _bound_in(self, chain: Chain, scope: Scope) -> None:
        for inner in scope.inner.get(chain[0], ()):
            if inner.is_class:
                self._add_class(inner)
            else:
                self._add_definition(inner)
        bound = scope.bindings.get(chain[0], ())
        if bound and chain[0] not in scope.parameters[: int(scope.owner is not None)]:
            if self._is_new(scope, NAME, chain[0]):
                for node in bound:
                    self._follow_bound(node, scope)
                self._follow_changes(chain[0], scope)
            for node in bound:
                if isinstance(node, ast.ImportFrom | ast.alias):
                    self._follow_import(node, chain, scope.document)
        if chain[0] in scope.parameters:
            if scope.owner is not None and chain[0] == scope.parameters[0]:
                self._add_class(scope.owner)
            self._follow_argument(scope, chain[0])

    def _follow_bound(self, node: ast.AST, scope: Scope) -> None:
        """What is given to the constructor of a class counts as far as the class uses it."""
        made = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
        cls = self._class_called(made, scope) if isinstance(made, ast.Call) else None
        if not isinstance(made, ast.Call) or cls is None or cls in self._whole:
            self._follow(walk(node), scope)
            return
        self._follow(walk(made.func), scope)
        self._made.setdefault(cls, []).append((made, scope))
        for constructor in cls.inner["__init__"]:
            for parameter in constructor.parameters:
                if (constructor, parameter) in self._used:
                    self._follow_given(constructor, parameter, made, scope)

    def _class_called(self, made: ast.Call, scope: Scope) -> Scope | None:
        """The class that a call makes an object of, where its constructor stands in the text."""
        chain = next(chains([made.func]), ("",))
        at: Scope | None = scope
        while at is not None and not at.binds(chain[0]):
            at = at.parent
        cls = self._class_in(chain, at) if at is not None else None
        return cls if cls is not None and "__init__" in cls.inner else None

    def _class_in(self, chain: Chain, scope: Scope, most: int = MOST_IMPORTS) -> Scope | None:
        for inner in scope.inner.get(chain[0], ()):
            return inner if inner.is_class and len(chain) == 1 else None
        for node in scope.bindings.get(chain[0], ()):
            found = self._imported(node, chain, scope.document)
            if most and found is not None and module_scope(found[0]).binds(found[1][0]):
                return self._class_in(found[1], module_scope(found[0]), most - 1)
        return None

    def _follow_given(self, constructor: Scope, parameter: str, made: ast.Call, scope: Scope) -> None:
        for given in given_as(parameter, constructor, made, is_constructor=True):
            self._follow(walk(given), scope)

    def _follow_changes(self, name: str, scope: Scope) -> None:
        """What methods are called on what a name stands for, but for that which trains.

        That none are is worth to be known too: one may be added.
        """
        if all(isinstance(node, ast.ImportFrom | ast.alias) for node in scope.bindings[name]):
            return
        changes = scope.effects.get(name, [])
        rows = [each.row for each in self._outer if each.scope is scope]
        if any(holds_row(node, row) for node in changes for row in rows):
            return
        if self._is_new(scope, CHANGES, name):
            self._follow([each for node in changes for each in walk(node)], scope)

    def _follow_argument(self, scope: Scope, parameter: str) -> None:
        """What a function around the loop was called with."""
        if (scope, parameter) in self._used:
            return
        self._used.add((scope, parameter))
        owner = scope.owner
        if owner is not None and scope in owner.inner.get("__init__", ()):
            for made, where in self._made.get(owner, ()):
                self._follow_given(scope, parameter, made, where)
        for inner, outer in zip(self._outer, self._outer[1:], strict=False):
            if inner.scope is not scope:
                continue
            for call in calls_at(outer, scope):
                if name := called_name(call):
                    self._is_new(outer.scope, CALLS, name)
                for given in given_as(parameter, scope, call):
                    self._follow(walk(given), outer.scope)

    # --- other modules ----------------------------------------------------------------------

    def _follow_import(self, node: ast.AST, chain: Chain, importer: Document) -> None:
        if (node, chain) in self._followed:
            return
        self._followed.add((node, chain))  # modules may import from each other
        found = self._imported(node, chain, importer)
        if found is not None:
            self._in_module(found[1], found[0])

    def _imported(self, node: ast.AST, chain: Chain, importer: Document) -> tuple[Document, Chain] | None:
        """The module of the workspace that an import brings a chain from, and the chain as seen there."""
        if isinstance(node, ast.alias):
            parts = (*node.name.split("."), *chain[1:]) if node.asname else chain
            return self._longest_module(parts, importer)
        if not isinstance(node, ast.ImportFrom):
            return None
        name = node.names[0].name
        module = self._module(node.level, node.module, importer)
        if module is not None and module_scope(module).binds(name):
            return module, (name, *chain[1:])
        below = self._module(node.level, f"{node.module}.{name}" if node.module else name, importer)
        if below is not None:
            return (below, chain[1:]) if len(chain) > 1 else None
        return (module, (name, *chain[1:])) if module is not None else None

    def _module(self, level: int, name: str | None, importer: Document) -> Document | None:
        if level:
            return self._project.find_relative(level, name, importer)
        return self._project.find_module(name, importer) if name else None

    def _longest_module(self, parts: Chain, importer: Document) -> tuple[Document, Chain] | None:
        """``import a.b`` and a use of ``a.b.Net``: as much of it as is a module is one."""
        for size in range(len(parts) - 1, 0, -1):
            module = self._module(0, ".".join(parts[:size]), importer)
            if module is not None:
                return module, parts[size:]
        return None

    def _in_module(self, chain: Chain, module: Document) -> bool:
        scope = module_scope(module)
        if scope.binds(chain[0]):
            self._bound_in(chain, scope)
            return True
        below = self._project.find_relative(1, chain[0], module) if is_package(module) else None
        if below is not None:
            return len(chain) > 1 and self._in_module(chain[1:], below)
        return self._behind_stars(chain, scope)

    def _behind_stars(self, chain: Chain, scope: Scope) -> bool:
        for node in scope.bindings.get("*", ()):
            if isinstance(node, ast.ImportFrom):
                module = self._module(node.level, node.module, scope.document)
                key = (scope, f"* {node.level} {node.module} {chain[0]}")
                if module is not None and key not in self._used:
                    self._used.add(key)
                    if self._in_module(chain, module):
                        return True
        return False
