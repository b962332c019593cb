"""Where something stands, as it is told to people and programs: counted from 1, in a notebook by cell."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from torchvet.source.document import Document
from torchvet.source.position import Range
from torchvet.source.unreadable import UnreadableSource

STANDARD_INPUT = "-"
"""The file name of a text that came from standard input and has no other name."""


@dataclass(frozen=True, slots=True)
class Told:
    """A range as it is told.

    Args:
        cell: the notebook cell's number, from 1; None outside of notebooks.
        row: the first row, from 1, inside the cell.
        column: the first column, from 1, in code points.
        end_row: the row that it ends on.
        end_column: the column that it ends before.
    """

    cell: int | None
    row: int
    column: int
    end_row: int
    end_column: int


class Sources:
    """The documents that findings are about, read again where they are not at hand.

    Args:
        documents: documents that are at hand.
    """

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self._documents: dict[str, Document | None] = {each.filename: each for each in documents}

    def add(self, document: Document) -> None:
        """Takes a document, in place of an earlier one of that name."""
        self._documents[document.filename] = document

    def get(self, filename: str) -> Document | None:
        """The document of that name; None where it cannot be read (any more)."""
        if filename not in self._documents:
            try:
                self._documents[filename] = Document.from_path(filename)
            except UnreadableSource:
                self._documents[filename] = None
        return self._documents[filename]

    def tell(self, filename: str, stretch: Range) -> Told:
        """A range of a file as it is told."""
        document = self.get(filename) if filename.lower().endswith(".ipynb") else None
        start, end = stretch.start, stretch.end
        begin = document.cell_at(start.line) if document else None
        if document is None or begin is None:
            return Told(None, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
        cell, row = begin
        first_line = start.line - row
        return Told(cell, row + 1, start.column + 1, end.line - first_line + 1, end.column + 1)


def shown_name(filename: str) -> str:
    """A file's name for people: relative where it lies below the current folder."""
    if filename == STANDARD_INPUT or not os.path.isabs(filename):  # noqa: PTH117 - a name, no path yet
        return filename
    try:
        relative = os.path.relpath(filename)
    except (ValueError, OSError):
        return filename
    return filename if relative.startswith(os.pardir) else relative
