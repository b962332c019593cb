"""Putting statements under a new header."""

from __future__ import annotations

import ast

from torchvet.finding import Edit
from torchvet.fixes.layout import Layout, indentation_unit
from torchvet.fixes.moves import starts_inside_text
from torchvet.fixes.offsets import edit
from torchvet.fixes.statements import suite_indentation
from torchvet.source.document import Document
from torchvet.source.position import Position


def wrap_statements(document: Document, first: ast.stmt, last: ast.stmt, header: str) -> tuple[Edit, ...]:
    """Puts neighbouring statements under a header (``with torch.no_grad():``), one level deeper.

    Args:
        document: the document.
        first: the first statement.
        last: the last statement, of the same suite.
        header: the header, colon included.
    """
    begin, finish = Layout(document, first), Layout(document, last)
    if begin.is_elif or begin.suite is not finish.suite or begin.number > finish.number:
        return ()
    if begin.is_in_one_line_suite:
        return _one_line_suite_wrapped(begin, finish, header)
    if not begin.starts_line or not finish.ends_line:
        return ()
    unit, at = indentation_unit(document), begin.comments_start
    deeper = [edit(document, start, start, unit) for start in _line_starts(begin, finish)]
    headed = edit(document, at, at, begin.indentation + header + document.newline)
    return (headed, *deeper)


def _one_line_suite_wrapped(begin: Layout, finish: Layout, header: str) -> tuple[Edit, ...]:
    if begin.number > 0 or finish.next is not None:
        return ()
    document, indentation = begin.document, suite_indentation(begin)
    lines = [indentation + header, indentation + indentation_unit(document)]
    colon = begin.text.rindex(":", 0, begin.start) + 1
    return (edit(document, colon, begin.start, "".join(document.newline + line for line in lines)),)


def _line_starts(begin: Layout, finish: Layout) -> list[int]:
    """The offsets of the lines to indent, the first included."""
    document = begin.document
    inside: set[int] = set()
    for statement in begin.suite[begin.number : finish.number + 1]:
        inside |= starts_inside_text(document, statement)
    first = document.position_at(begin.comments_start).line
    last = document.position_at(finish.comments_end).line
    starts = [_code_start(document, begin.indentation, number) for number in range(first, last + 1)]
    return [
        start
        for number, start in enumerate(starts, first)
        if number == first or (number not in inside and document.lines[number].strip())
    ]


def _code_start(document: Document, indentation: str, number: int) -> int:
    """Where to write a line's new indentation: behind the old one, so that tabs and blanks stay in order."""
    start = document.offset_at(Position(number, 0))
    return start + len(indentation) if document.lines[number].startswith(indentation) else start
