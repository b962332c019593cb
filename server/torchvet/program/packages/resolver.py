"""Follows names through packages' text: re-exports, star imports, lazy tables, class attributes."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable

from torchvet.program.packages.bindings import Assigned, Bindings, Definition, Imported, collect_bindings
from torchvet.program.packages.linearization import linearize
from torchvet.program.packages.meanings import (
    ClassMeaning,
    ForeignMeaning,
    FunctionMeaning,
    InstanceMeaning,
    Meaning,
    ModuleMeaning,
)
from torchvet.program.packages.modules import ModuleFinder, ModuleText

BUILTINS = frozenset(dir(builtins))


class NameResolver:
    """Says what dotted names and expressions of a package's text stand for.

    Answers are tuples of candidates, the likeliest first; empty where nothing is known.
    """

    def __init__(self, finder: ModuleFinder) -> None:
        self.finder = finder
        self._active: set[tuple[str, str]] = set()
        self._circles = 0
        self._members: dict[tuple[str, str], tuple[Meaning, ...]] = {}
        self._bodies: dict[ast.ClassDef, Bindings] = {}
        self._lines: dict[ast.ClassDef, tuple[tuple[ClassMeaning | ForeignMeaning, ...], bool]] = {}

    def resolve(self, dotted: str) -> tuple[Meaning, ...]:
        """What a dotted name stands for, from its first part, a module."""
        head, *rest = dotted.split(".")
        module = self.finder.find(head)
        meanings: tuple[Meaning, ...] = (ModuleMeaning(module),) if module else ()
        for part in rest:
            meanings = _unique(found for each in meanings for found in self.member(each, part))
        return meanings

    def member(self, owner: Meaning, name: str) -> tuple[Meaning, ...]:
        """What an attribute of something stands for."""
        match owner:
            case ModuleMeaning(module):
                return self._member_of_module(module, name)
            case ClassMeaning():
                return self._member_of_class(owner, name)
            case InstanceMeaning(_, of) if of is not None:
                return self.member(of, name)
            case ForeignMeaning(known):
                return (ForeignMeaning(f"{known}.{name}"),)
            case _:
                return ()

    def evaluate(self, expression: ast.expr, module: ModuleText, label: str = "") -> tuple[Meaning, ...]:
        """What an expression at the top level of a module stands for.

        Args:
            expression: the expression.
            module: the module that it stands in.
            label: the canonical name to give to an object that it makes.
        """
        match expression:
            case ast.Name(id=name):
                found = self._member_of_module(module, name)
                return found or ((ForeignMeaning(f"builtins.{name}"),) if name in BUILTINS else ())
            case ast.Attribute(value=value, attr=name):
                owners = self.evaluate(value, module)
                return _unique(found for each in owners for found in self.member(each, name))
            case ast.Subscript(value=value):
                return self.evaluate(value, module)
            case ast.Call():
                return self._call(expression, module, label)
            case ast.IfExp(body=then, orelse=otherwise):
                return _unique(
                    (*self.evaluate(then, module, label), *self.evaluate(otherwise, module, label))
                )
            case _:
                return ()

    def member_from(self, holder: ClassMeaning, name: str, owner: ClassMeaning) -> tuple[Meaning, ...]:
        """What a class's own body binds to a name, for an object of ``owner``, a subclass."""
        candidates = self.body_of(holder).candidates(name)
        path = f"{holder.path}.{name}"
        return _unique(each for one in candidates for each in self._defined(holder.module, path, one, owner))

    def line_of(self, owner: ClassMeaning) -> tuple[tuple[ClassMeaning | ForeignMeaning, ...], bool]:
        """A class's line of look-up (itself first), and whether all of it is known."""
        if owner.node not in self._lines:
            self._lines[owner.node] = ((owner,), False)  # a class that inherits from itself ends here
            self._lines[owner.node] = linearize(owner, self)
        return self._lines[owner.node]

    def body_of(self, owner: ClassMeaning) -> Bindings:
        """What a class's own body binds."""
        if owner.node not in self._bodies:
            self._bodies[owner.node] = collect_bindings(owner.node, owner.module.package)
        return self._bodies[owner.node]

    def _member_of_module(self, module: ModuleText, name: str) -> tuple[Meaning, ...]:
        key = (module.name, name)
        if key in self._members:
            return self._members[key]
        if key in self._active:
            self._circles += 1
            return self._submodule(module, name)
        self._active.add(key)
        circles = self._circles
        try:
            found = self._bound_in_module(module, name)
        finally:
            self._active.discard(key)
        found = found or self._submodule(module, name) or self._lazy(module, name)
        if found or circles == self._circles:
            self._members[key] = found
        return found

    def _bound_in_module(self, module: ModuleText, name: str) -> tuple[Meaning, ...]:
        if not module.may_bind(name):
            return ()
        candidates = module.bindings.candidates(name)
        found = _unique(each for definition in candidates for each in self._defined(module, name, definition))
        return found or self._starred(module, name)

    def _starred(self, module: ModuleText, name: str) -> tuple[Meaning, ...]:
        sources = [source for star in reversed(module.bindings.stars) if (source := self.finder.find(star))]
        sources = [source for source in sources if source.may_bind(name)]
        for source in sources:
            if _exports(source, name) and (found := self._member_of_module(source, name)):
                return found
        for source in sources:  # a decorator may have added the name to __all__
            if found := self._defined_here(source, name):
                return found
        return ()

    def _defined_here(self, source: ModuleText, name: str) -> tuple[Meaning, ...]:
        if name.startswith("_") or not re.search(rb"(?:class|def)\s+%b\b" % name.encode(), source.content):
            return ()
        return tuple(
            each
            for each in self._member_of_module(source, name)
            if isinstance(each, ClassMeaning | FunctionMeaning) and each.module is source
        )

    def _submodule(self, module: ModuleText, name: str) -> tuple[Meaning, ...]:
        found = self.finder.find(f"{module.name}.{name}") if module.folders else None
        return (ModuleMeaning(found),) if found else ()

    def _lazy(self, module: ModuleText, name: str) -> tuple[Meaning, ...]:
        submodule = module.bindings.lazy.get(name) if module.folders else None
        if not submodule:
            return ()
        source = self.finder.find(f"{module.name}.{submodule.lstrip('.')}")
        return self._member_of_module(source, name) if source else ()

    def _defined(
        self, module: ModuleText, path: str, definition: Definition, owner: ClassMeaning | None = None
    ) -> tuple[Meaning, ...]:
        match definition:
            case ast.ClassDef():
                return (ClassMeaning(module, path, definition),)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                return (FunctionMeaning(module, path, definition, owner),)
            case Imported():
                return self._imported(definition)
            case Assigned():
                return self._assigned(module, path, definition)

    def _imported(self, definition: Imported) -> tuple[Meaning, ...]:
        module = self.finder.find(definition.module)
        if definition.name is None:
            return (ModuleMeaning(module),) if module else (ForeignMeaning(definition.module),)
        found = self._member_of_module(module, definition.name) if module else ()
        return found or (ForeignMeaning(f"{definition.module}.{definition.name}"),)

    def _assigned(self, module: ModuleText, path: str, definition: Assigned) -> tuple[Meaning, ...]:
        label = f"{module.name}.{path}"
        found = self.evaluate(definition.value, module, label) if definition.value else ()
        if found or definition.annotation is None:
            return found
        classes = self.evaluate(definition.annotation, module)
        return tuple(InstanceMeaning(label, each) for each in classes if isinstance(each, ClassMeaning))

    def _call(self, call: ast.Call, module: ModuleText, label: str) -> tuple[Meaning, ...]:
        found: list[Meaning] = []
        for called in self.evaluate(call.func, module):
            match called:
                case ClassMeaning(name="functools.partial") | ForeignMeaning(name="functools.partial"):
                    found += self.evaluate(call.args[0], module) if call.args else ()
                case ClassMeaning():
                    found.append(InstanceMeaning(label or called.name, called))
                case _:
                    found.append(InstanceMeaning(label, None))
        return _unique(found)

    def _member_of_class(self, owner: ClassMeaning, name: str) -> tuple[Meaning, ...]:
        for each in self.line_of(owner)[0]:
            if isinstance(each, ClassMeaning) and (found := self.member_from(each, name, owner)):
                return found
        return ()


def _exports(source: ModuleText, name: str) -> bool:
    exported = source.exported
    return name in exported if exported is not None else not name.startswith("_")


def _unique(meanings: Iterable[Meaning]) -> tuple[Meaning, ...]:
    return tuple(dict.fromkeys(meanings))
