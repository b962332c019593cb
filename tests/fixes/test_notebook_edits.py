"""Edits in notebooks stay in their cells."""

from __future__ import annotations

import ast

import pytest

from torchvet.finding import Edit
from torchvet.fixes import (
    add_import,
    apply_edits,
    delete_statement,
    insert_statement_after,
    insert_statement_before,
    move_statement_after,
    move_statement_before,
)
from torchvet.source.document import Document

FIRST, SECOND, THIRD = "%matplotlib inline\na()\nb()", "%%time\nc()\nfor x in y:\n    d()", "e()\n"


@pytest.fixture
def notebook() -> Document:
    return Document.from_cells([FIRST, SECOND, THIRD], "book.ipynb")


def call(document: Document, name: str) -> ast.stmt:
    found = (node for node in ast.walk(document.tree) if isinstance(node, ast.Name) and node.id == name)
    return document.statement_of(next(found))


def cells_after(document: Document, edits: tuple[Edit, ...]) -> list[str]:
    """The cells' sources after edits, each of which has to lie in one cell."""
    for edit in edits:
        ends = [document.cell_at(position.line) for position in (edit.range.start, edit.range.end)]
        assert ends[0] is not None
        assert ends[1] is not None
        assert ends[0][0] == ends[1][0]
    sources: list[str] = []
    for cell in document.cells:
        own = [edit for edit in edits if document.cell_at(edit.range.start.line)[0] == cell.number]
        before = "\n" * cell.first_line
        sources.append(apply_edits(before + cell.source, own)[cell.first_line :])
    return sources


def test_insert_below_the_last_line_of_a_cell(notebook: Document) -> None:
    edits = insert_statement_after(notebook, call(notebook, "b"), "new()")
    assert cells_after(notebook, edits) == [f"{FIRST}\nnew()", SECOND, THIRD]


def test_insert_above_the_first_line_of_a_cell(notebook: Document) -> None:
    edits = insert_statement_before(notebook, call(notebook, "e"), "new()")
    assert cells_after(notebook, edits) == [FIRST, SECOND, "new()\ne()\n"]


def test_insert_below_a_cell_magic(notebook: Document) -> None:
    edits = insert_statement_before(notebook, call(notebook, "c"), "new()")
    assert cells_after(notebook, edits)[1].startswith("%%time\nnew()\nc()")


def test_delete_the_last_line_of_a_cell(notebook: Document) -> None:
    edits = delete_statement(notebook, call(notebook, "b"))
    assert cells_after(notebook, edits) == ["%matplotlib inline\na()", SECOND, THIRD]


def test_delete_the_only_line_of_a_cell(notebook: Document) -> None:
    edits = delete_statement(notebook, call(notebook, "e"))
    assert cells_after(notebook, edits) == [FIRST, SECOND, ""]


def test_move_between_cells(notebook: Document) -> None:
    edits = move_statement_before(notebook, call(notebook, "e"), call(notebook, "b"))
    assert cells_after(notebook, edits) == ["%matplotlib inline\na()\ne()\nb()", SECOND, ""]
    edits = move_statement_after(notebook, call(notebook, "a"), call(notebook, "d"))
    assert cells_after(notebook, edits) == ["%matplotlib inline\nb()", f"{SECOND}\n    a()", THIRD]


def test_import_in_the_first_cell(notebook: Document) -> None:
    edits = add_import(notebook, "import torch")
    assert cells_after(notebook, edits)[0].splitlines()[:2] in (
        ["import torch", "%matplotlib inline"],
        ["%matplotlib inline", "import torch"],
    )
