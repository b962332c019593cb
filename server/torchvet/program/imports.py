"""Finds the workspace's own modules, as text."""

from __future__ import annotations

import builtins
from itertools import islice
from pathlib import Path

BUILTINS = frozenset(dir(builtins))
"""The names that Python itself defines."""
MOST_BESIDE = 200
"""So many modules are looked at for what fills a registry."""


def find_module(name: str, importer: Path, root: Path | None) -> Path | None:
    """The file of a workspace module that is imported absolutely.

    Args:
        name: the dotted name.
        importer: the file that imports it; Python puts the folder of the script first on its path.
        root: the workspace's folder.

    Returns:
        The module's file, or None where the workspace has none of that name. A namespace package has none.
    """
    parts = name.split(".")
    for folder in _search_path(importer, root):
        found = _module_file(folder.joinpath(*parts))
        if found is not None and found != importer:
            return found
    return None


def find_relative(level: int, name: str | None, importer: Path) -> Path | None:
    """The file of a module that is imported relatively (``from ..models import net``).

    Args:
        level: the number of dots.
        name: what follows them; None for none.
        importer: the file that imports it.
    """
    folder = importer.parent
    for _ in range(level - 1):
        folder = folder.parent
    target = folder.joinpath(*name.split(".")) if name else folder
    return _module_file(target)


def modules_below(folder: Path) -> list[Path]:
    """The Python files in a folder and the packages below it, in order, up to ``MOST_BESIDE``."""
    try:
        found = sorted(islice(folder.rglob("*.py"), MOST_BESIDE))
    except OSError:
        return []
    return [path for path in found if path.is_file()]


def _search_path(importer: Path, root: Path | None) -> list[Path]:
    folders = [importer.parent]
    for parent in importer.parents[1:]:
        folders.append(parent)
        if root is not None and parent == root:
            break
        if root is None and not (parent / "__init__.py").is_file():
            break
        if len(folders) > 8:
            break
    if root is not None:
        folders += [root, root / "src"]
    return list(dict.fromkeys(folders))


def _module_file(target: Path) -> Path | None:
    try:
        package = target / "__init__.py"
        if package.is_file():
            return package
        module = target.with_name(target.name + ".py")
        return module if module.is_file() else None
    except (OSError, ValueError):
        return None
