"""What a name of a package's text can stand for."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TypeAlias

from torchvet.program.packages.modules import ModuleText


@dataclass(frozen=True, slots=True)
class ModuleMeaning:
    """A module."""

    module: ModuleText

    @property
    def name(self) -> str:
        """The module's dotted name."""
        return self.module.name


@dataclass(frozen=True, slots=True)
class ClassMeaning:
    """A class with its text."""

    module: ModuleText
    path: str
    node: ast.ClassDef

    @property
    def name(self) -> str:
        """The class's canonical name."""
        return f"{self.module.name}.{self.path}"


@dataclass(frozen=True, slots=True)
class FunctionMeaning:
    """A function or method with its text.

    ``owner`` is the class through which a method was reached, which need not be the one that defines it.
    """

    module: ModuleText
    path: str
    node: ast.FunctionDef | ast.AsyncFunctionDef
    owner: ClassMeaning | None = None

    @property
    def name(self) -> str:
        """The function's canonical name."""
        return f"{self.module.name}.{self.path}"

    def is_decorated_with(self, *names: str) -> bool:
        """Whether a decorator's last name is one of these (``property``, ``classmethod``)."""
        return any(_last_name(each) in names for each in self.node.decorator_list)


@dataclass(frozen=True, slots=True)
class InstanceMeaning:
    """An object of a class, bound at the top level of a module or in a class's body."""

    name: str
    of: ClassMeaning | ForeignMeaning | None


@dataclass(frozen=True, slots=True)
class ForeignMeaning:
    """Something whose text is not in the environment, by the name that refers to it."""

    name: str


Meaning: TypeAlias = ModuleMeaning | ClassMeaning | FunctionMeaning | InstanceMeaning | ForeignMeaning


def _last_name(expression: ast.expr) -> str:
    match expression:
        case ast.Call(func=func):
            return _last_name(func)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return ""
