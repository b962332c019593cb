"""Finds the programs of the workspace that a module is a part of, as text.

What a function does wrong may show only where a script calls it with what it has made. The scripts that
import a module lie beside it, above it, or in the folders next to those: only these are looked at.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from torchvet.program.imports import find_module, find_relative

MOST_LOOKED_AT = 250
"""So many files around a module are looked at."""
MOST_PROGRAMS = 3
MOST_IMPORTERS = 12
LONGEST_CHAIN = 4
"""So many imports lie between a program and a module at most."""
SECONDS_KNOWN = 2.0
"""So long it is taken for known what lies around a module."""

_IMPORT = re.compile(
    r"^[ \t]*(?:from[ \t]+(?P<source>\.*[\w.]*)[ \t]+import[ \t]*"
    r"(?:\((?P<listed>[^)]*)\)|(?P<names>[^\n#;]*))"
    r"|import[ \t]+(?P<modules>[^\n#;]+))",
    re.MULTILINE,
)
_RUNS = re.compile(
    r"^(?:if[ \t]+__name__\b|(?:async[ \t]+)?(?:for|while|with)\b|[A-Za-z_][\w.]*\()", re.MULTILINE
)
_COMMENT = re.compile(r"#[^\n]*")
_SKIPPED = frozenset({"__pycache__", "node_modules", "site-packages", "venv", "env", "build", "dist"})


@dataclass(frozen=True, slots=True)
class _Outline:
    """What the text of a file imports, and whether it does anything when it is run.

    Args:
        imports: the levels and dotted names that it may import, by their words; a name may be no module.
        runs: whether it has statements that run something.
    """

    imports: Mapping[str, tuple[tuple[int, str], ...]]
    runs: bool


_Around = list[tuple[Path, _Outline]]


class Importers:
    """Knows which files of a workspace import which; what lies on the disk is looked at now and then.

    Args:
        root: the workspace's folder; a module outside of it has no programs.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._looked_at = time.monotonic()
        self._around: dict[Path, _Around] = {}
        self._found: dict[tuple[int, str, Path], Path | None] = {}

    def programs_with(self, module: Path) -> list[Path]:
        """The files that run something and import a module, at first hand or through others, nearest first.

        Args:
            module: the module's file.
        """
        if self._root not in module.parents:
            return []
        if time.monotonic() > self._looked_at + SECONDS_KNOWN:
            self.look_again()
        around = self._outlines_around(module.parent)
        found: list[Path] = []
        seen, waiting = {module}, [(module, 0)]
        while waiting and len(found) < MOST_PROGRAMS and len(seen) <= MOST_IMPORTERS:
            imported, distance = waiting.pop(0)
            word = imported.parent.name if imported.name == "__init__.py" else imported.stem
            for importer, outline in around:
                candidates = outline.imports.get(word)
                if not candidates or importer in seen or not self._imports(importer, candidates, imported):
                    continue
                seen.add(importer)
                if outline.runs:
                    found.append(importer)
                elif distance + 1 < LONGEST_CHAIN:
                    waiting.append((importer, distance + 1))
        return found[:MOST_PROGRAMS]

    def look_again(self) -> None:
        """Forgets what lies on the disk."""
        self._looked_at = time.monotonic()
        self._around.clear()
        self._found.clear()

    def _imports(self, importer: Path, candidates: Iterable[tuple[int, str]], module: Path) -> bool:
        return any(self._find(level, name, importer) == module for level, name in candidates)

    def _find(self, level: int, name: str, importer: Path) -> Path | None:
        key = (level, name, importer)
        if key not in self._found:
            relative = level > 0
            self._found[key] = (
                find_relative(level, name or None, importer)
                if relative
                else find_module(name, importer, self._root)
            )
        return self._found[key]

    def _outlines_around(self, folder: Path) -> _Around:
        """The files in a folder, in those above it up to the root, and in the folders in these."""
        known = self._around.get(folder)
        if known is None:
            known = self._around[folder] = [(file, _outline(file)) for file in self._files_around(folder)]
        return known

    def _files_around(self, folder: Path) -> Iterator[Path]:
        left = MOST_LOOKED_AT
        seen: set[Path] = set()
        for above in (folder, *folder.parents):
            for place in (above, *_folders_in(above)):
                if place not in seen:
                    seen.add(place)
                    files = _python_files_in(place)[:left]
                    left -= len(files)
                    yield from files
            if above == self._root or left <= 0:
                return


def _package(level: int, file: Path) -> str:
    """The name of the package that ``from .. import …`` imports from."""
    return file.parents[level - 1].name if level <= len(file.parents) else ""


def _folders_in(folder: Path) -> list[Path]:
    return [folder / name for name in _listed(folder, _changed(folder))[1]]


def _python_files_in(folder: Path) -> list[Path]:
    return [folder / name for name in _listed(folder, _changed(folder))[0]]


@lru_cache(maxsize=512)
def _listed(folder: Path, changed: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names of the Python files and of the folders in a folder, in order."""
    try:
        with os.scandir(folder) as entries:
            inside = [(entry.name, entry.is_dir()) for entry in entries if not entry.name.startswith(".")]
    except OSError:
        return (), ()
    files = sorted(name for name, is_folder in inside if not is_folder and name.endswith(".py"))
    folders = sorted(name for name, is_folder in inside if is_folder and name not in _SKIPPED)
    return tuple(files), tuple(folders)


def _outline(file: Path) -> _Outline:
    return _outline_at(file, _changed(file))


@lru_cache(maxsize=4096)
def _outline_at(file: Path, changed: int) -> _Outline:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return _Outline({}, runs=False)
    imports: dict[str, dict[tuple[int, str], None]] = {}
    for match in _IMPORT.finditer(text):
        for level, name in _imported(match):
            for word in name.split(".") if name else [_package(level, file)]:
                imports.setdefault(word, {})[level, name] = None
    return _Outline({word: tuple(each) for word, each in imports.items()}, _RUNS.search(text) is not None)


def _imported(match: re.Match[str]) -> Iterator[tuple[int, str]]:
    if match["modules"] is not None:
        for part in match["modules"].split(","):
            yield 0, part.split(" as ")[0].strip()
        return
    source = match["source"]
    name = source.lstrip(".")
    level = len(source) - len(name)
    yield level, name
    for part in _COMMENT.sub("", match["listed"] or match["names"] or "").split(","):
        inner = part.split(" as ")[0].strip()
        if inner.isidentifier():
            yield level, f"{name}.{inner}" if name else inner


def _changed(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0
