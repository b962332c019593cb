"""Edits of a notebook's joined text, as edits of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from torchvet.finding import Edit
from torchvet.source.document import Document
from torchvet.source.editing import difference
from torchvet.source.position import Range
from torchvet.source.text import LineIndex

CellEdit = tuple[int, LineIndex, Range, str]
"""A cell's place among the Python cells, from 0, its lines, what to replace in it, and what to put there."""


def cell_edits(document: Document, edits: Sequence[Edit]) -> list[CellEdit] | None:
    """One edit for each cell that edits of the joined text change; None where they fit no cells.

    Below a cell's last line the joined text has one line more than the cell, so edits can't be taken
    over as they are: a cell's old and new source are compared.

    Args:
        document: a notebook.
        edits: edits of its joined text, of which none overlaps another.
    """
    try:
        changed = document.edited(edits)
    except ValueError:
        return None
    return changed_cells(document, changed)


def changed_cells(before: Document, after: Document) -> list[CellEdit]:
    """One edit for each cell in which two states of a notebook differ."""
    pairs = zip(before.cells, after.cells, strict=True)
    return [
        (number, *_difference(old.source, new.source))
        for number, (old, new) in enumerate(pairs)
        if old.source != new.source
    ]


def _difference(before: str, after: str) -> tuple[LineIndex, Range, str]:
    """The one stretch in which two texts differ, and what the second has there."""
    start, end, new = difference(before, after)
    index = LineIndex(before)
    return index, Range(index.position_at(start), index.position_at(end)), new
