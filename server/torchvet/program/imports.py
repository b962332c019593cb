"""Finds the workspace's own modules, as text."""

from __future__ import annotations

import builtins
from pathlib import Path

BUILTINS = frozenset(dir(builtins))
"""The names that Python itself defines."""
MOST_AROUND = 200
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


def modules_around(path: Path) -> list[Path]:
    """The Python files in a module's folder, in the folder around its package, and in the packages below.

    Nearer ones come first; they are no more than ``MOST_AROUND``.
    """
    folder = path.parent
    if (folder / "__init__.py").is_file():
        folder = folder.parent
    found: list[Path] = []
    waiting = [folder]
    for each in waiting:
        try:
            entries = sorted(each.iterdir())
        except OSError:
            continue
        found += [entry for entry in entries if entry.suffix == ".py" and entry.is_file()]
        if len(found) >= MOST_AROUND:
            break
        waiting += [entry for entry in entries if _is_package(entry)]
    return found[:MOST_AROUND]


def _is_package(folder: Path) -> bool:
    return folder.name.isidentifier() and folder.is_dir() and not folder.is_symlink()


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
