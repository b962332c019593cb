"""Edits of a notebook's joined text come out right in its cells."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from torchvet.finding import Edit
from torchvet.lsp.notebook_edits import cell_edits
from torchvet.source.document import Document
from torchvet.source.position import Position, Range


def notebook(*cells: str) -> Document:
    return Document.from_cells(cells, "/a.ipynb")


def edited(document: Document, *edits: tuple[int, int, int, int, str]) -> list[str] | None:
    given = [Edit("/a.ipynb", Range(Position(a, b), Position(c, d)), text) for a, b, c, d, text in edits]
    changes = cell_edits(document, given)
    if changes is None:
        return None
    cells = [cell.source for cell in document.cells]
    for number, index, stretch, text in changes:
        start, end = index.offset_at(stretch.start), index.offset_at(stretch.end)
        cells[number] = index.text[:start] + text + index.text[end:]
    return cells


@pytest.mark.parametrize(
    ("edit", "cells"),
    [
        ((0, 0, 0, 1, "A"), ["A", "b\nc"]),
        ((2, 0, 2, 0, "new\n"), ["a", "new\nb\nc"]),
        ((4, 0, 4, 0, "new\n"), ["a", "b\nc\nnew"]),
        ((3, 1, 3, 1, "\nnew"), ["a", "b\nc\nnew"]),
        ((1, 0, 1, 0, "new\n"), ["a\nnew", "b\nc"]),
        ((3, 0, 4, 0, ""), ["a", "b"]),
        ((2, 0, 3, 0, ""), ["a", "c"]),
        ((0, 0, 2, 1, "x"), None),
    ],
)
def test_edits(edit: tuple[int, int, int, int, str], cells: list[str] | None):
    assert edited(notebook("a", "b\nc"), edit) == cells


def test_edits_in_several_cells():
    assert edited(notebook("a", "b", "c"), (0, 0, 0, 0, "x"), (4, 1, 4, 1, "y")) == ["xa", "b", "cy"]


cells = st.text(st.sampled_from("ab\r\n"), max_size=8)


@given(before=cells, after=cells)
def test_a_cells_one_difference_leads_from_one_source_to_the_other(before: str, after: str):
    assume(not before.endswith("\r") and not after.endswith("\r"))  # it would join with what follows it
    document = notebook("first", before, "last")
    start, end = document.cells[1].first_line, document.cells[2].first_line - 2
    whole = (start, 0, end, len(document.lines[end]), after)
    assert edited(document, whole) == ["first", after, "last"]
