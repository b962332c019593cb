"""Applying edits to a script's text and to a notebook's cells."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import accumulate
from typing import TYPE_CHECKING

from torchvet.finding import Edit
from torchvet.source.cell_writing import common_ends
from torchvet.source.notebook import Cell, Notebook
from torchvet.source.position import Position, Range
from torchvet.source.text import LineIndex

if TYPE_CHECKING:
    from torchvet.source.document import Document

LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


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
    return notebook.with_sources(
        {number: source for number, source in changed.items() if source != by_cell[number][0].source}
    )


def differences(document: Document, text: str) -> list[Edit]:
    """Small edits that turn a document's text into another one."""
    old, new = (LINE.findall(each) for each in (document.text, text))
    start, back = common_ends(old, new)
    matcher = SequenceMatcher(a=old[start : len(old) - back], b=new[start : len(new) - back], autojunk=False)
    edits: list[Edit] = []
    offsets = [0, *accumulate(map(len, old))]
    for tag, begin, finish, new_begin, new_finish in matcher.get_opcodes():
        if tag != "equal":
            place = offsets[start + begin], offsets[start + finish]
            content = "".join(new[start + new_begin : start + new_finish])
            edits.append(_smaller(document, place, content))
    return edits


def _smaller(document: Document, place: tuple[int, int], content: str) -> Edit:
    """A replacement without what it leaves as it is at its start and its end."""
    start, end, new = difference(document.text[place[0] : place[1]], content)
    stretch = Range(document.position_at(place[0] + start), document.position_at(place[0] + end))
    return Edit(document.filename, stretch, new)


def difference(before: str, after: str) -> tuple[int, int, str]:
    """The one stretch in which two texts differ, and what the second has there; no line end is cut in two."""
    start, back = common_ends(before, after)
    end = len(before) - back
    if before[start - 1 : start + 1] == "\r\n":
        start -= 1
    if before[end - 1 : end + 1] == "\r\n":
        end += 1
    return start, end, after[start : len(after) - (len(before) - end)]


def _edited_cell(cell: Cell, edits: list[Edit]) -> str:
    """A cell's source after edits, which may also write into the empty line below its last."""
    source = spliced(LineIndex(cell.source + "\n"), edits)
    return source[:-1] if source.endswith("\n") else source


def _moved_up(edit: Edit, lines: int) -> Edit:
    start, end = edit.range.start, edit.range.end
    inside = Range(Position(start.line - lines, start.column), Position(end.line - lines, end.column))
    return replace(edit, range=inside)
