"""Writing other statements in one's place."""

from __future__ import annotations

import ast

from torchvet.finding import Edit
from torchvet.fixes.layout import Layout
from torchvet.fixes.offsets import edit
from torchvet.fixes.statements import breaks_around, indented, suite_indentation
from torchvet.source.document import Document


def replace_statement(document: Document, statement: ast.stmt, text: str) -> tuple[Edit, ...]:
    """Writes other statements in a statement's place, on lines of their own.

    The comments above it and behind it stay; statements that share its line get lines of their own.

    Args:
        document: the document.
        statement: one of its statements.
        text: the new statements, not indented.
    """
    layout = Layout(document, statement)
    if layout.is_elif:
        return ()
    indentation = suite_indentation(layout)
    block = indented(document, text, indentation)
    if layout.has_lines_to_itself:
        return (edit(document, layout.start, layout.end, block.removeprefix(indentation)),)
    return breaks_around(layout, block, indentation)
