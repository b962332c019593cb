"""Files on disk: those that hold Python, and how others are written."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import Literal

from torchvet.source.unreadable import UnreadableSource

Kind = Literal["script", "notebook"]


def kind_of(filename: str) -> Kind:
    """What a file holds, by its suffix."""
    return "notebook" if filename.lower().endswith(".ipynb") else "script"


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        UnreadableSource: with one sentence that says why, and what to do.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSource(f"{path} does not exist (any more).") from None
    except IsADirectoryError:
        raise UnreadableSource(f"{path} is a folder, where a file was expected.") from None
    except PermissionError:
        raise UnreadableSource(f"{path} may not be read: check its permissions.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableSource(f"{path} cannot be read: {reason}.") from None


def write_whole(path: Path, text: str) -> None:
    """Writes a file so that a reader sees the old text or the new one, never a part.

    Raises:
        OSError: it can't be written; what was there stays.
    """
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(temporary).replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            Path(temporary).unlink()
        raise
