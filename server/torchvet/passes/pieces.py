"""Pieces of a program: how each is found again in a text, and what it comes to.

What a piece comes to doesn't depend on comments, formatting, docstrings, or where it stands.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import cast
from weakref import WeakKeyDictionary

from torchvet.passes.scopes import LoopNode, Scope, scopes_named
from torchvet.source.document import Document

DEFINITION, HEAD, FIELD, NAME, CHANGES, CALLS = "definition", "head", "field", "name", "changes", "calls"
_DEFINES = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_LEFT_OUT = frozenset({"ctx", "kind", "type_comment", "type_ignores"})


@dataclass(frozen=True, slots=True, order=True)
class Piece:
    """A part of a program.

    Args:
        file: the file that it stands in.
        kind: a whole DEFINITION of a function or a class; the HEAD of a class, with what stands in its body
            but for the methods; what a FIELD of its objects is set to; what a NAME is bound to, and the
            CHANGES of what it stands for by calls of its methods; the CALLS of a function.
        scope: the qualified name of the function or class; empty for the module.
        name: the field's or the name's own, or the called function as it is written.
    """

    file: str
    kind: str
    scope: str
    name: str = ""

    @property
    def told(self) -> str:
        """The piece in a few words."""
        return {FIELD: f"{self.scope}.{self.name}", NAME: self.name, CALLS: f"the call of {self.name}"}.get(
            self.kind, self.scope
        )

    def nodes(self, document: Document) -> Iterator[ast.AST]:
        """Where it stands in a text."""
        for scope in scopes_named(document, self.scope):
            if self.kind == DEFINITION:
                yield scope.node
            elif self.kind == HEAD:
                yield from (ast.Constant(True), *head_of(scope))  # a class that says nothing is there, too
            elif self.kind == FIELD:
                yield from (node for _, node in fields_of(scope).get(self.name, ()))
            elif self.kind == NAME:
                yield from scope.bindings.get(self.name, ())
            elif self.kind == CHANGES:
                yield from scope.effects.get(self.name, ())
            else:
                yield from (node for node in scope.own if called_name(node) == self.name)

    def digest(self, document: Document) -> str:
        """What it comes to; empty where the text doesn't have it."""
        known = _DIGESTS.setdefault(document, {})
        if self not in known:
            known[self] = digest_of(self.nodes(document))
        return known[self]


_DIGESTS: WeakKeyDictionary[Document, dict[Piece, str]] = WeakKeyDictionary()


def head_of(scope: Scope) -> Iterator[ast.AST]:
    """A class without its methods."""
    if isinstance(scope.node, ast.ClassDef):
        yield from (*scope.node.bases, *scope.node.keywords, *scope.node.decorator_list)
        yield from (
            each for each in scope.node.body if not isinstance(each, _DEFINES) and not is_bare_text(each)
        )


def fields_of(scope: Scope) -> dict[str, list[tuple[Scope, ast.AST]]]:
    """What a class's methods set the fields of their object to, each with the method."""
    found: dict[str, list[tuple[Scope, ast.AST]]] = {}
    for methods in scope.inner.values() if scope.is_class else ():
        for method in methods:
            receiver = method.parameters[0] if method.parameters else None
            for node in method.bindings.get(receiver, ()) if receiver else ():
                for name in _fields_set(node, receiver):
                    found.setdefault(name, []).append((method, node))
    return found


def _fields_set(node: ast.AST, receiver: str | None) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    for target in targets:
        for each in target.elts if isinstance(target, ast.Tuple | ast.List) else [target]:
            while isinstance(each, ast.Attribute | ast.Subscript):
                if isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
                    if each.value.id == receiver:
                        yield each.attr
                    break
                each = each.value


def called_name(node: ast.AST) -> str | None:
    """The function that a call calls, as it is written: ``train``, ``trainer.fit``."""
    if not isinstance(node, ast.Call):
        return None
    parts: list[str] = []
    called = node.func
    while isinstance(called, ast.Attribute):
        parts.insert(0, called.attr)
        called = called.value
    if isinstance(called, ast.Name):
        return ".".join((called.id, *parts))
    return f"….{'.'.join(parts)}" if parts else None


@dataclass(frozen=True, slots=True)
class LoopKey:
    """What tells a loop from the others of its file.

    Args:
        scope: the qualified name of the function that it stands in.
        number: its number among the loops of that function.
        digest: what it comes to.
    """

    scope: str
    number: int
    digest: str


def loop_key(loop: LoopNode, scope: Scope) -> LoopKey:
    """The key of a loop in a scope."""
    number = next(at for at, each in enumerate(scope.loops) if each is loop)
    return LoopKey(scope.name, number, digest_of([loop]))


# --- what nodes come to ---------------------------------------------------------------------


def digest_of(nodes: Iterable[ast.AST]) -> str:
    """A short name for what some nodes say; empty where there are none."""
    said: list[str] = []
    for node in nodes:
        _say(node, said)
    if not said:
        return ""
    return hashlib.blake2b("\0".join(said).encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()


def _say(value: object, said: list[str]) -> None:
    """Writes down a node by its kind and its fields, the same for every version of Python."""
    if isinstance(value, ast.AST):
        said.append(type(value).__name__)
        for name in value._fields:
            inner: object = getattr(value, name, None)
            if name not in _LEFT_OUT and inner is not None and inner != []:
                said.append(name)
                _say(inner, said)
        said.append(")")
    elif isinstance(value, list):
        said.append("[")
        for each in cast("list[object]", value):
            if not is_bare_text(each):
                _say(each, said)
        said.append("]")
    else:
        said.append(f"{type(value).__name__} {value!r}")


def is_bare_text(node: object) -> bool:
    """A docstring, or another text that nothing is done with."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
