"""Offsets in a document's text, and the edits between them."""

from __future__ import annotations

import ast
import re

from torchvet.finding import Edit
from torchvet.source.document import BYTE_ORDER_MARK, Document
from torchvet.source.position import Range

_LINE_END = re.compile(r"[\r\n]|\Z")
_NEWLINE = re.compile(r"\r\n|\r|\n")


def span(document: Document, node: ast.AST) -> tuple[int, int]:
    """The offsets in the document's text where a node begins and ends."""
    place = document.range_of(node)
    return document.offset_at(place.start), document.offset_at(place.end)


def edit(document: Document, start: int, end: int, content: str) -> Edit:
    """The edit that replaces the text between two offsets."""
    place = Range(document.position_at(start), document.position_at(end))
    return Edit(document.filename, place, content)


def line_start(text: str, offset: int) -> int:
    """The offset where the line that holds an offset begins."""
    start = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    return 1 if start == 0 and text.startswith(BYTE_ORDER_MARK) else start


def line_end(text: str, offset: int) -> int:
    """The offset where the line that holds an offset ends, before its newline."""
    found = _LINE_END.search(text, offset)
    return found.start() if found else len(text)


def after_newline(text: str, offset: int) -> int:
    """The offset behind the newline at an offset; the offset itself where there is none."""
    found = _NEWLINE.match(text, offset)
    return found.end() if found else offset


def same_cell(document: Document, first: int, second: int) -> bool:
    """Whether two offsets lie in the source of one cell; always, outside of notebooks."""
    if not document.is_notebook:
        return True
    lines = [document.position_at(offset).line for offset in (first, second)]
    for cell in document.cells:
        length = len(_NEWLINE.findall(cell.source)) + 1
        if cell.first_line <= lines[0] < cell.first_line + length:
            return cell.first_line <= lines[1] < cell.first_line + length
    return False


def newline_before(text: str, offset: int) -> str:
    """The newline that ends at an offset; empty at the text's start."""
    return "\r\n" if text.endswith("\r\n", 0, offset) else text[max(offset - 1, 0) : offset]
