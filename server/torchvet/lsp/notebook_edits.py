"""Edits of a notebook's joined text, as edits of its cells."""

from __future__ import annotations

from collections.abc import Sequence

from torchvet.finding import Edit
from torchvet.source.document import Document
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
    pairs = zip(document.cells, changed.cells, strict=True)
    return [
        (number, *_difference(before.source, after.source))
        for number, (before, after) in enumerate(pairs)
        if before.source != after.source
    ]


def _difference(before: str, after: str) -> tuple[LineIndex, Range, str]:
    """The one stretch in which two texts differ, and what the second has there."""
    shorter = min(len(before), len(after))
    start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    if before[:start].endswith("\r"):
        start -= 1
    most = shorter - start
    same = next((back for back in range(most) if before[-1 - back] != after[-1 - back]), most)
    if before[: len(before) - same].endswith("\r"):
        same -= 1 if same else 0
    index = LineIndex(before)
    stretch = Range(index.position_at(start), index.position_at(len(before) - same))
    return index, stretch, after[start : len(after) - same]
