"""Applying edits to a script's text and to a notebook's cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from torchvet.finding import Edit
from torchvet.source.notebook import Cell, Notebook
from torchvet.source.position import Position, Range
from torchvet.source.text import LineIndex


def spliced(index: LineIndex, edits: Iterable[Edit]) -> str:
    """A text after edits.

    Args:
        index: the lines of the text.
        edits: edits of which none overlaps another; insertions at one place keep their order, and come
            before a replacement that begins there.

    Raises:
        ValueError: two edits overlap.
    """
    pieces: list[str] = []
    done = 0
    for edit in sorted(edits, key=lambda edit: edit.range):
        start, end = index.offset_at(edit.range.start), index.offset_at(edit.range.end)
        if start < done:
            raise ValueError(f"two edits overlap at line {edit.range.start.line + 1}")
        pieces += [index.text[done:start], edit.content]
        done = end
    return "".join([*pieces, index.text[done:]])


def edited_notebook(notebook: Notebook, edits: Iterable[Edit]) -> Notebook:
    """A notebook after edits of its joined text.

    Raises:
        ValueError: two edits overlap, or one reaches over the end of a cell.
    """
    by_cell: dict[int, tuple[Cell, list[Edit]]] = {}
    for edit in edits:
        cell = notebook.cell_of(edit.range.start.line)
        if cell is None or notebook.cell_of(edit.range.end.line) is not cell:
            raise ValueError(f"an edit at line {edit.range.start.line + 1} reaches over the end of a cell")
        by_cell.setdefault(cell.number, (cell, []))[1].append(_moved_up(edit, cell.first_line))
    changed = {number: _edited_cell(cell, own) for number, (cell, own) in by_cell.items()}
    return notebook.with_sources(changed)


def _edited_cell(cell: Cell, edits: list[Edit]) -> str:
    """A cell's source after edits, which may also write into the empty line below its last."""
    source = spliced(LineIndex(cell.source + "\n"), edits)
    return source[:-1] if source.endswith("\n") else source


def _moved_up(edit: Edit, lines: int) -> Edit:
    start, end = edit.range.start, edit.range.end
    inside = Range(Position(start.line - lines, start.column), Position(end.line - lines, end.column))
    return replace(edit, range=inside)
