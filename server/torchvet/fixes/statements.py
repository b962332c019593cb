"""Inserting and deleting statements."""

from __future__ import annotations

import ast
import re

from torchvet.finding import Edit
from torchvet.fixes.layout import DEFAULT_UNIT, Layout, indentation_unit, suites_of
from torchvet.fixes.offsets import (
    after_newline,
    edit,
    line_end,
    line_start,
    newline_before,
    same_cell,
    span,
)
from torchvet.source.document import Document

_LEADING_LEVELS = re.compile(rf"^(?:{DEFAULT_UNIT})+")
_JUMPS = (ast.Return, ast.Raise, ast.Break, ast.Continue)


def insert_statement_before(
    document: Document, statement: ast.stmt, text: str, *, below_comments: bool = False
) -> tuple[Edit, ...]:
    """Writes new statements before one, above its decorators.

    Args:
        document: the document.
        statement: one of its statements.
        text: the statements, not indented.
        below_comments: whether the comments directly above the statement speak of the new statements too
            (``# backward pass``), so that these are written below them; else they are written above.
    """
    layout = first_of_chain(Layout(document, statement))
    if layout.starts_line:
        block = indented(document, text, layout.indentation)
        return insert_block_before(layout, block, below_comments=below_comments)
    if is_one_simple_line(text):
        return (edit(document, layout.start, layout.start, f"{text}; "),)
    return broken_line(layout, before=text)


def insert_statement_after(document: Document, statement: ast.stmt, text: str) -> tuple[Edit, ...]:
    """Writes new statements after one, below the comment on its line.

    Args:
        document: the document.
        statement: one of its statements.
        text: the statements, not indented.
    """
    layout = Layout(document, statement)
    if layout.ends_line and not layout.is_in_one_line_suite:
        return insert_block_after(layout, indented(document, text, suite_indentation(layout)))
    if is_one_simple_line(text):
        return (edit(document, layout.end, layout.end, f"; {text}"),)
    return broken_line(layout, after=text)


def insert_at_start_of_body(document: Document, compound: ast.stmt, text: str) -> tuple[Edit, ...]:
    """Writes new statements at the start of a compound statement's body, after a docstring."""
    body = body_of(compound)
    if isinstance(compound, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _is_text(body[0]):
        return insert_statement_after(document, body[0], text)
    return insert_statement_before(document, body[0], text)


def insert_at_end_of_body(document: Document, compound: ast.stmt, text: str) -> tuple[Edit, ...]:
    """Writes new statements at the end of a compound statement's body, before a jump that ends it."""
    body = body_of(compound)
    if isinstance(body[-1], _JUMPS):
        return insert_statement_before(document, body[-1], text)
    return insert_statement_after(document, body[-1], text)


def delete_statement(document: Document, statement: ast.stmt) -> tuple[Edit, ...]:
    """Takes a statement away; leaves ``pass`` where nothing else stands in its suite.

    The comment on its line goes with it where the whole line goes; those above it stay.
    """
    return delete_with_comments(Layout(document, statement), above=False)


def delete_with_comments(layout: Layout, *, above: bool) -> tuple[Edit, ...]:
    """Takes a statement away, together with the own-line comments directly above it if wanted."""
    document = layout.document
    if layout.is_elif:
        return ()
    start = layout.comments_start if above else layout.line_start
    if len(layout.suite) == 1 and not isinstance(document.parent_of(layout.statement), ast.Module):
        begin = start + len(layout.indentation) if layout.starts_line else layout.start
        finish = layout.line_end if above and layout.has_lines_to_itself else layout.end
        return (edit(document, begin, finish, "pass"),)
    if layout.has_lines_to_itself:
        return (_lines_deleted(layout, start),)
    if layout.next is not None and not layout.ends_line:
        return (edit(document, layout.start, layout.next.start, ""),)
    if layout.previous is not None:
        return (edit(document, layout.previous.end, layout.end, ""),)
    return (edit(document, layout.start, layout.end, "pass"),)


def insert_block_before(layout: Layout, block: str, *, below_comments: bool = False) -> tuple[Edit, ...]:
    """Writes whole lines above a statement that begins its line.

    Args:
        layout: the statement.
        block: the lines, indented, without the last newline.
        below_comments: whether to write them below the comments directly above the statement.
    """
    document = layout.document
    at = layout.line_start if below_comments else layout.comments_start
    if document.is_notebook and layout.text.startswith("%%", layout.start):
        return insert_block_after(layout, block)
    return (edit(document, at, at, block + document.newline),)


def insert_block_after(layout: Layout, block: str) -> tuple[Edit, ...]:
    """Writes whole lines below a statement that ends its line.

    Args:
        layout: the statement.
        block: the lines, indented, without the last newline.
    """
    at = layout.comments_end
    return (edit(layout.document, at, at, layout.document.newline + block),)


def broken_line(layout: Layout, before: str = "", after: str = "") -> tuple[Edit, ...]:
    """Gives each statement of a shared line a line of its own, with new statements around one.

    Args:
        layout: the statement; other statements or its suite's header share its line.
        before: the statements to write before it, not indented.
        after: the statements to write after it, not indented.
    """
    document = layout.document
    indentation = suite_indentation(layout)
    edits: list[Edit] = []
    if not layout.starts_line:
        begin = _break_before(layout)
        lines = [indented(document, before, indentation)] if before else []
        edits.append(edit(document, begin, layout.start, _separated(document, [*lines, indentation])))
    if after and layout.ends_line:
        edits.append(
            edit(
                document,
                layout.line_end,
                layout.line_end,
                _separated(document, [indented(document, after, indentation)]),
            )
        )
    elif after and layout.next is not None:
        lines = [indented(document, after, indentation), indentation]
        edits.append(edit(document, layout.end, layout.next.start, _separated(document, lines)))
    if layout.is_in_one_line_suite:
        edits.extend(_other_breaks(layout, indentation, skip_next=bool(after)))
    return tuple(sorted(edits, key=lambda change: change.range))


def breaks_around(layout: Layout, block: str, indentation: str) -> tuple[Edit, ...]:
    """Writes whole lines in the place of a statement that shares its line, and breaks that line around them.

    Args:
        layout: the statement.
        block: the lines, indented.
        indentation: the indentation of the statement's suite.
    """
    document, newline = layout.document, layout.document.newline
    begin = layout.start if layout.starts_line else _break_before(layout)
    first = block.removeprefix(indentation) if layout.starts_line else newline + block
    follows = layout.next is not None and not layout.ends_line
    finish = layout.next.start if layout.next is not None and follows else layout.end
    whole = edit(document, begin, finish, first + (newline + indentation if follows else ""))
    others = _other_breaks(layout, indentation, skip_next=follows) if layout.is_in_one_line_suite else []
    return tuple(sorted((whole, *others), key=lambda change: change.range))


def first_of_chain(layout: Layout) -> Layout:
    """The ``if`` that an ``elif`` belongs to; any other statement itself."""
    parent = layout.document.parent_of(layout.statement)
    while layout.is_elif and isinstance(parent, ast.If):
        layout = Layout(layout.document, parent)
        parent = layout.document.parent_of(parent)
    return layout


def body_of(compound: ast.stmt) -> list[ast.stmt]:
    """The statements of a compound statement's body.

    Raises:
        ValueError: the statement has no body.
    """
    body = next(suites_of(compound), None)
    if body is None:
        raise ValueError(f"{type(compound).__name__} has no body")
    return body


def suite_indentation(layout: Layout) -> str:
    """The indentation of the lines of a statement's suite, also of one that has no lines yet."""
    if not layout.is_in_one_line_suite:
        return Layout(layout.document, layout.suite[0]).indentation
    owner = layout.document.parent_of(layout.statement)
    start = span(layout.document, owner)[0] if owner is not None else 0
    line = layout.text[line_start(layout.text, start) : start]
    return line[: len(line) - len(line.lstrip())].replace("\f", "") + indentation_unit(layout.document)


def indented(document: Document, text: str, indentation: str) -> str:
    """New statements as the document would write them.

    Args:
        document: the document.
        text: statements with ``\\n`` and four spaces a level.
        indentation: what to put before each line.
    """
    unit = indentation_unit(document)
    lines = [
        _LEADING_LEVELS.sub(lambda found: unit * (len(found[0]) // len(DEFAULT_UNIT)), line)
        for line in text.split("\n")
    ]
    return document.newline.join(indentation + line if line else line for line in lines)


def is_one_simple_line(text: str) -> bool:
    """Whether a text can share a line with other statements."""
    if "\n" in text:
        return False
    return not any(any(suites_of(statement)) for statement in ast.parse(text).body) and "#" not in text


def _break_before(layout: Layout) -> int:
    """Where to break the line before a statement: behind the one before it, or behind its header's colon."""
    return layout.previous.end if layout.previous else layout.text.rindex(":", 0, layout.start) + 1


def _separated(document: Document, lines: list[str]) -> str:
    return "".join(document.newline + line for line in lines)


def _other_breaks(layout: Layout, indentation: str, *, skip_next: bool) -> list[Edit]:
    document, edits = layout.document, list[Edit]()
    for number, sibling in enumerate(layout.suite):
        other = Layout(document, sibling)
        if number == layout.number or (skip_next and number == layout.number + 1):
            continue
        begin = _break_before(other)
        edits.append(edit(document, begin, other.start, document.newline + indentation))
    return edits


def _lines_deleted(layout: Layout, start: int) -> Edit:
    document, text = layout.document, layout.text
    following = after_newline(text, layout.line_end)
    if following > layout.line_end and same_cell(document, layout.start, following):
        return edit(document, start, following, "")
    above = start - len(newline_before(text, start))
    if start > 0 and same_cell(document, layout.start, line_start(text, above)):
        return edit(document, above, layout.line_end, "")
    return edit(document, start, line_end(text, layout.end), "")


def _is_text(statement: ast.stmt) -> bool:
    value = statement.value if isinstance(statement, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)
