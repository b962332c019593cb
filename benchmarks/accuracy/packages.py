"""The packages whose training files are mutated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from benchmarks.accuracy.program import Source

_TRAINS = re.compile(r"\.backward\(|zero_grad|DataLoader|\.eval\(\)|_loss\(|cross_entropy|Loss\(|dropout\(")


class Package:
    """An unpacked package."""

    def __init__(self, root: Path, name: str | None = None) -> None:
        self.root = root
        self.name = name or root.name
        self._sources: dict[Path, Source | None] = {}

    @cached_property
    def files(self) -> list[Path]:
        """Its Python files."""
        return sorted(path for path in self.root.rglob("*.py") if path.is_file())

    def source(self, path: Path) -> Source | None:
        """A file's text with its tree; None where it can't be read."""
        if path not in self._sources:
            try:
                self._sources[path] = Source(path, path.read_bytes().decode("utf-8-sig"))
            except (OSError, UnicodeDecodeError, SyntaxError, ValueError, RecursionError):
                self._sources[path] = None
        return self._sources[path]

    def training_files(self) -> Iterator[Source]:
        """The files that may hold what a family changes."""
        for path in self.files:
            try:
                content = path.read_bytes()
            except OSError:
                continue
            if b"torch" in content and _TRAINS.search(content.decode(errors="replace")):
                source = self.source(path)
                if source is not None:
                    yield source

    def module(self, importer: Path, qualified: str) -> tuple[Source, str] | None:
        """The file and the name in it that an imported name stands for, one re-export followed."""
        module, _, name = qualified.rpartition(".")
        for _ in range(4):
            path = self._path(importer, module)
            source = self.source(path) if path else None
            if source is None:
                return None
            if name in source.classes or name in source.functions:
                return source, name
            again = source.imports.get(name)
            if again is None or path is None:
                return None
            importer, (module, _, name) = path, again.rpartition(".")
        return None

    def _path(self, importer: Path, module: str) -> Path | None:
        level = len(module) - len(module.lstrip("."))
        parts = [part for part in module.split(".") if part]
        folders = [importer.parents[level - 1]] if level else [importer.parent, self.root, *self._tops]
        for folder in folders:
            base = folder.joinpath(*parts)
            for path in (base.with_suffix(".py"), base / "__init__.py"):
                if path.is_file():
                    return path
        return None

    @cached_property
    def _tops(self) -> list[Path]:
        return [path for path in (self.root / "src", *sorted(self.root.glob("*/"))) if path.is_dir()]


def unpacked(folder: Path) -> Iterator[Package]:
    """The packages in a folder."""
    for path in sorted(folder.iterdir()):
        if path.is_dir():
            yield Package(path)


def pinned() -> Iterator[Package]:
    """The packages that the tests pin, fetched and unpacked the first time."""
    from tests.ecosystem import packages

    for each in packages.packages():
        yield Package(packages.unpacked(each), each.name)
