"""Finds the modules of installed packages by name and parses their text; nothing is imported."""

from __future__ import annotations

import ast
import os
import re
import sys
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from torchvet.program.packages.bindings import Bindings, collect_bindings

_EXPORTED = re.compile(rb"^__all__\b[^=\n]*=\s*([\[(][^\])]*[\])])", re.MULTILINE)

LARGEST_TEXT = 8_000_000
"""Modules with more bytes than this are not read: generated tables, not programs."""


@dataclass(eq=False)
class ModuleText:
    """A module of an installed package.

    Args:
        name: its dotted name.
        path: its file; None for a namespace package.
        folders: where its submodules are; empty where it is no package.
    """

    name: str
    path: Path | None
    folders: tuple[str, ...] = ()
    _content: bytes | None = field(default=None, repr=False)

    @property
    def package(self) -> str:
        """The package that its relative imports count from."""
        return self.name if self.folders else self.name.rpartition(".")[0]

    @property
    def is_stub(self) -> bool:
        """Whether its text declares without bodies."""
        return self.path is not None and self.path.suffix == ".pyi"

    @property
    def content(self) -> bytes:
        """The file's bytes; empty where it can't be read or is no program."""
        if self._content is None:
            self._content = _read(self.path) if self.path else b""
        return self._content

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed text; an empty module where it does not parse."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(self.content)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return ast.Module(body=[], type_ignores=[])

    @cached_property
    def bindings(self) -> Bindings:
        """What its top level binds."""
        return collect_bindings(self.tree, self.package)

    def may_bind(self, name: str) -> bool:
        """Whether its text can bind a name: a cheap test that saves parsing."""
        content = self.content
        return name.encode() in content or b"import *" in content

    @cached_property
    def exported(self) -> frozenset[str] | None:
        """What a star import takes; None where the text does not list it."""
        lists = _EXPORTED.findall(self.content)
        if not lists:
            return None
        if len(lists) == 1 and self.content.count(b"__all__") == 1:
            try:
                return frozenset(str(each) for each in ast.literal_eval(lists[0].decode("utf-8")))
            except (SyntaxError, ValueError, RecursionError, MemoryError, TypeError):
                pass
        return self.bindings.exported


class ModuleFinder:
    """Finds modules on a list of folders, as Python's import would, without importing.

    Args:
        search_path: folders, first match wins.
    """

    def __init__(self, search_path: Sequence[str]) -> None:
        self.consulted: set[str] = set()
        """Names of the top-level modules looked for since the caller last emptied it."""
        self._search_path = tuple(search_path)
        self._known: dict[str, ModuleText | None] = {}
        self._listings: dict[str, frozenset[str]] = {}

    def find(self, name: str) -> ModuleText | None:
        """The module of that dotted name, or None where there is none with a text."""
        self.consulted.add(name.partition(".")[0])
        if name not in self._known:
            self._known[name] = self._locate(name)
        return self._known[name]

    def _locate(self, name: str) -> ModuleText | None:
        parent_name, _, tail = name.rpartition(".")
        folders = self._search_path
        if parent_name:
            parent = self.find(parent_name)
            folders = parent.folders if parent else ()
        portions: list[str] = []
        for folder in folders:
            if module := self._in_folder(name, tail, folder):
                return module
            if tail in self._listing(folder) and (Path(folder) / tail).is_dir():
                portions.append(str(Path(folder) / tail))
        return ModuleText(name, None, tuple(portions)) if portions else None

    def _in_folder(self, name: str, tail: str, folder: str) -> ModuleText | None:
        listing = self._listing(folder)
        inner = str(Path(folder, tail))
        inside = self._listing(inner) if tail in listing else frozenset[str]()
        if "__init__.py" in inside:
            return ModuleText(name, Path(inner, "__init__.py"), (inner,))
        if f"{tail}.py" in listing:
            return ModuleText(name, Path(folder, f"{tail}.py"))
        if "__init__.pyi" in inside:
            return ModuleText(name, Path(inner, "__init__.pyi"), (inner,))
        if f"{tail}.pyi" in listing:
            return ModuleText(name, Path(folder, f"{tail}.pyi"))
        return None

    def _listing(self, folder: str) -> frozenset[str]:
        """The names in a folder, so that letters' case counts on every system."""
        if folder not in self._listings:
            try:
                with os.scandir(folder) as entries:
                    self._listings[folder] = frozenset(entry.name for entry in entries)
            except OSError:
                self._listings[folder] = frozenset()
        return self._listings[folder]


def is_standard(name: str) -> bool:
    """Whether a dotted name belongs to Python's standard library."""
    return name.partition(".")[0] in sys.stdlib_module_names


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_TEXT:
            return b""
        return path.read_bytes()
    except OSError:
        return b""
