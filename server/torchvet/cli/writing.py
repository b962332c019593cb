"""Writes fixed files, and tells what fixing would change."""

from __future__ import annotations

import contextlib
import difflib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from torchvet.output.places import shown_name
from torchvet.output.style import Style
from torchvet.source.document import Document
from torchvet.source.notebook import Cell

LINE = re.compile(r"[^\n]*\n|[^\n]+")
NO_LINE_END = "\\ No newline at end of file\n"


def save(before: Document, after: Document) -> str | None:
    """Writes a document in place of its file, whole or not at all.

    The file keeps its mode, its encoding and its line ends; a link stays a link. A file that is not any
    more what was checked is left alone.

    Args:
        before: the document as it was read.
        after: the document as it is to be.

    Returns:
        A sentence where it could not be written.
    """
    name = shown_name(after.filename)
    try:
        content = after.to_bytes()
    except UnicodeEncodeError as error:
        return f"{name} was not fixed: its encoding {error.encoding} lacks a character of the fix."
    path = Path(os.path.realpath(after.filename))
    try:
        if path.read_bytes() != before.to_bytes():
            return f"{name} was not fixed: it was changed while it was checked."
        _replace(path, content)
    except OSError as error:
        return f"{name} could not be written: {error.strerror or error}."
    return None


def _replace(path: Path, content: bytes) -> None:
    """Puts a file with other content in a file's place."""
    state = path.stat()
    if not os.access(path, os.W_OK):
        raise PermissionError(0, "it is read-only")
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".torchvet", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
        os.chmod(temporary, state.st_mode)  # noqa: PTH101 - a name, as mkstemp gives it
        if hasattr(os, "chown"):
            with contextlib.suppress(OSError):
                os.chown(temporary, state.st_uid, state.st_gid)
        os.replace(temporary, path)  # noqa: PTH105
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)  # noqa: PTH108
        raise


def diff(before: Document, after: Document, style: Style) -> Iterator[str]:
    """The pieces of a unified diff between two states of a file, each with its line end.

    A notebook's is that of the cells' sources, each under its own header.
    """
    name = shown_name(after.filename)
    if before.notebook is None or after.notebook is None:
        yield from _difference(name, before.file_text, after.file_text, style)
        return
    for old, new in zip(before.cells, after.cells, strict=True):
        if old.source != new.source:
            yield from _difference(f"{name}:cell {old.number}", _ended(old), _ended(new), style)


def _ended(cell: Cell) -> str:
    """A cell's source with an end of its last line, which cells don't need."""
    return f"{cell.source}\n" if cell.source and not cell.source.endswith("\n") else cell.source


def _difference(name: str, before: str, after: str, style: Style) -> Iterator[str]:
    old, new = LINE.findall(before), LINE.findall(after)
    for number, line in enumerate(difflib.unified_diff(old, new, name, name)):
        yield _coloured(line, style, is_header=number < 2)
        if not line.endswith("\n"):
            yield "\n" + NO_LINE_END


def _coloured(line: str, style: Style, is_header: bool) -> str:
    text = line.rstrip("\r\n")
    end = line[len(text) :]
    if is_header:
        return style(text, "bold") + end
    colour = {"-": "red", "+": "green", "@": "cyan"}.get(line[:1])
    return (style(text, colour) if colour else text) + end
