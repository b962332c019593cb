"""Which interpreter a program is meant to run with, where nobody has said so."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def likely_interpreter(folder: Path | None) -> Path | None:
    """The interpreter, or the folder of the environment, that a program most likely runs with.

    Args:
        folder: the folder that the program stands in, if it stands in one.
    """
    return next(_likely_interpreters(folder), None)


def interpreter_of(given: Path) -> Path | None:
    """The interpreter itself, where it or the folder of an environment is given; None where there is none."""
    if given.is_file():
        return given.absolute()
    for relative in ("bin/python", "bin/python3", "Scripts/python.exe", "python.exe"):
        if (given / relative).is_file():
            return (given / relative).absolute()
    return None


def _likely_interpreters(folder: Path | None) -> Iterator[Path]:
    for variable in ("VIRTUAL_ENV", "CONDA_PREFIX"):
        active = os.environ.get(variable)
        if active and Path(active).is_dir():
            yield Path(active)
    for name in (".venv", "venv"):
        if folder is not None and (folder / name / "pyvenv.cfg").is_file():
            yield folder / name
    found = shutil.which("python3") or shutil.which("python")
    if found:
        yield Path(found)
