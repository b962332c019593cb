"""Which scripts can be verified, and how Python would be told to run them."""

from __future__ import annotations

import ast
from pathlib import Path

from torchvet.verify.request import CouldNotRun


def check_script(script: Path) -> None:
    """Looks whether a script can be run.

    Raises:
        CouldNotRun: it can't.
    """
    if script.is_dir():
        raise CouldNotRun(f"{script} is a folder; name the script in it that trains.")
    if not script.exists():
        raise CouldNotRun(f"there is no file {script}.")
    if script.suffix == ".ipynb":
        raise CouldNotRun(f"{script} is a notebook; verify runs scripts, so export it as one first.")


def as_module(script: Path) -> tuple[str, Path] | None:
    """The module and the working folder for a script inside a package that uses relative imports."""
    if not (script.parent / "__init__.py").is_file():
        return None
    try:
        tree = ast.parse(script.read_bytes())
    except (SyntaxError, ValueError):
        return None
    if not any(isinstance(node, ast.ImportFrom) and node.level for node in ast.walk(tree)):
        return None
    names = [script.stem]
    folder = script.absolute().parent
    while (folder / "__init__.py").is_file():
        names.insert(0, folder.name)
        folder = folder.parent
    return ".".join(names), folder
