"""Moving statements together with their comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace

from torchvet.finding import Edit
from torchvet.fixes.layout import Layout, suites_of
from torchvet.fixes.statements import (
    body_of,
    delete_with_comments,
    first_of_chain,
    insert_block_after,
    insert_block_before,
    insert_statement_after,
    insert_statement_before,
    suite_indentation,
)
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_Insertion = Callable[[Document, ast.stmt, str], tuple[Edit, ...]]


def move_statement_before(document: Document, statement: ast.stmt, target: ast.stmt) -> tuple[Edit, ...]:
    """Moves a statement before another one, with the comment on its line and those directly above it.

    A statement that has no comment above it is written below those of the other one.

    Args:
        document: the document of both.
        statement: what to move; what it leaves empty gets a ``pass``.
        target: the statement before which it shall stand; not inside ``statement``.
    """
    moved, there = Layout(document, statement), first_of_chain(Layout(document, target))
    if _holds(document, statement, there.statement) or moved.is_elif:
        return ()
    if moved.next is not None and moved.next.statement is there.statement:
        return ()
    if moved.has_lines_to_itself and there.starts_line:
        own_comments = moved.comments_start < moved.line_start
        block = reindented(moved, there.indentation)
        edits = insert_block_before(there, block, below_comments=not own_comments)
    else:
        edits = _inserted_bare(insert_statement_before, moved, there)
    return _with_deletion(edits, moved)


def move_statement_after(document: Document, statement: ast.stmt, target: ast.stmt) -> tuple[Edit, ...]:
    """Moves a statement after another one, with the comment on its line and those directly above it.

    Args:
        document: the document of both.
        statement: what to move; what it leaves empty gets a ``pass``.
        target: the statement after which it shall stand; not inside ``statement``.
    """
    moved, there = Layout(document, statement), Layout(document, target)
    if _holds(document, statement, target) or moved.is_elif:
        return ()
    if moved.previous is not None and moved.previous.statement is target:
        return ()
    if moved.has_lines_to_itself and there.ends_line and not there.is_in_one_line_suite:
        edits = insert_block_after(there, reindented(moved, suite_indentation(there)))
    else:
        edits = _inserted_bare(insert_statement_after, moved, there)
    return _with_deletion(edits, moved)


def move_statement_into(
    document: Document, statement: ast.stmt, compound: ast.stmt, *, at_end: bool = False
) -> tuple[Edit, ...]:
    """Moves a statement to the start or the end of a compound statement's body.

    Args:
        document: the document of both.
        statement: what to move.
        compound: a statement with a body, a loop for instance; not inside ``statement``.
        at_end: whether it shall stand at the end rather than at the start.
    """
    body = body_of(compound)
    if at_end and not isinstance(body[-1], ast.Return | ast.Raise | ast.Break | ast.Continue):
        return move_statement_after(document, statement, body[-1])
    return move_statement_before(document, statement, body[-1] if at_end else body[0])


def reindented(layout: Layout, indentation: str) -> str:
    """A statement's lines with the comments that belong to it, at another indentation.

    Args:
        layout: a statement that has its lines to itself.
        indentation: what its first line shall begin with.
    """
    document, text = layout.document, layout.text
    inside = starts_inside_text(document, layout.statement)
    number = document.position_at(layout.comments_start).line
    pieces: list[str] = []
    for line in _LINES.findall(text[layout.comments_start : layout.line_end]):
        if number in inside or not line.strip():
            pieces.append(line)
        else:
            pieces.append(indentation + line.lstrip("\f").removeprefix(layout.indentation))
        number += 1
    return "".join(pieces)


def starts_inside_text(document: Document, statement: ast.stmt) -> set[int]:
    """The numbers of a statement's lines that begin inside a string, and so have to stay as they are."""
    lines: set[int] = set()
    for node in walk(statement):
        if isinstance(node, ast.JoinedStr) or (
            isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
        ):
            place = document.range_of(node)
            lines.update(range(place.start.line + 1, place.end.line + 1))
    return lines


def _inserted_bare(insert: _Insertion, moved: Layout, there: Layout) -> tuple[Edit, ...]:
    """Inserts a statement where one of both shares its line, with the comments on its own lines."""
    text = moved.text[moved.start : moved.end]
    if any(suites_of(moved.statement)) or "\n" in text or "\r" in text:
        return ()
    lines = _LINES.findall(moved.text[moved.comments_start : moved.line_end])
    if moved.has_lines_to_itself and "#" in "".join(lines).replace(text, "", 1):
        text = "\n".join(line.strip() for line in lines)
    return insert(moved.document, there.statement, text)


def _with_deletion(edits: tuple[Edit, ...], moved: Layout) -> tuple[Edit, ...]:
    if not edits:
        return ()
    deletion = delete_with_comments(moved, above=moved.has_lines_to_itself)
    if len(edits) == len(deletion) == 1 and _overlap(edits[0], deletion[0]):
        newline = moved.document.newline
        content = edits[0].content.removeprefix(newline) + newline
        return (replace(deletion[0], content=content),)
    return tuple(sorted((*edits, *deletion), key=lambda change: change.range)) if deletion else ()


def _overlap(insertion: Edit, deletion: Edit) -> bool:
    """Whether the last line of a loop is moved behind it, and so is written where it is taken away."""
    return deletion.range.start < insertion.range.start < deletion.range.end


def _holds(document: Document, outer: ast.stmt, inner: ast.stmt) -> bool:
    node: ast.AST | None = inner
    while node is not None and node is not outer:
        node = document.parent_of(node)
    return node is outer
