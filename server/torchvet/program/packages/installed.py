"""Which packages an environment holds, and their versions: read from folder names and metadata."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

NOT_INSTALLED = ""
"""The version of a package that is not there."""
CHANGING = "?"
"""The version of a package whose text may change without its version: not installed by an installer,
or installed as a link to a working tree."""
_METADATA = (".dist-info", ".egg-info")


class InstalledPackages:
    """The top-level packages and modules on a list of folders.

    Args:
        search_path: folders, first match wins.
    """

    def __init__(self, search_path: Sequence[str]) -> None:
        self._search_path = tuple(search_path)
        self._homes: dict[str, str] = {}
        self._versions: dict[str, str] = {}
        self._stamp = self._stamps()
        self._read()

    def has(self, name: str) -> bool:
        """Whether a top-level package or module of that name can be found."""
        return name in self._homes

    def home(self, name: str) -> str:
        """The folder that a top-level package lies in; empty where there is none."""
        return self._homes.get(name, "")

    def version(self, name: str) -> str:
        """The version of a top-level package, or :data:`NOT_INSTALLED`, or :data:`CHANGING`."""
        if not self.has(name):
            return NOT_INSTALLED
        if name not in self._versions:
            self._versions[name] = _version(name, Path(self._homes[name]))
        return self._versions[name]

    def refresh(self) -> bool:
        """Looks again; returns whether something was installed or removed since the last look."""
        stamp = self._stamps()
        if stamp == self._stamp:
            return False
        self._stamp = stamp
        self._homes.clear()
        self._versions.clear()
        self._read()
        return True

    def _read(self) -> None:
        for folder in self._search_path:
            for name in _importable(folder):
                self._homes.setdefault(name, folder)

    def _stamps(self) -> tuple[int, ...]:
        return tuple(_modified(folder) for folder in self._search_path)


def _importable(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in entries]
    except OSError:
        return
    for name in names:
        head, dot, tail = name.partition(".")
        if head.isidentifier() and (not dot or tail.endswith(("py", "pyi", "so", "pyd"))):
            yield head


def _modified(folder: str) -> int:
    try:
        return Path(folder).stat().st_mtime_ns
    except OSError:
        return 0


def _version(name: str, home: Path) -> str:
    try:
        folders = sorted(each for each in home.iterdir() if each.name.endswith(_METADATA))
    except OSError:
        return CHANGING
    wanted = _normalized(name)
    named = [each for each in folders if _normalized(each.name.partition("-")[0]) == wanted]
    for folder in named or (each for each in folders if _provides(each, name)):
        return CHANGING if _is_editable(folder) else _stated_version(folder)
    return CHANGING


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _stated_version(folder: Path) -> str:
    stem = folder.name.rpartition(".")[0]
    parts = stem.split("-")
    return parts[1] if len(parts) > 1 else CHANGING


def _provides(folder: Path, name: str) -> bool:
    """Whether a distribution's metadata lists a top-level module."""
    if name in _text(folder / "top_level.txt").split():
        return True
    record = "\n" + _text(folder / "RECORD")
    return f"\n{name}/" in record or f"\n{name}.py," in record


def _is_editable(folder: Path) -> bool:
    try:
        record = json.loads(_text(folder / "direct_url.json") or "{}")
        return bool(record.get("dir_info", {}).get("editable"))
    except (ValueError, AttributeError):
        return False


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
