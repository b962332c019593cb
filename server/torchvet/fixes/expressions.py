"""Replacing expressions."""

from __future__ import annotations

import ast
import re

from torchvet.finding import Edit
from torchvet.fixes.offsets import edit, span
from torchvet.fixes.precedence import precedence_of, required_by
from torchvet.source.comments import STRING_OR_COMMENT
from torchvet.source.document import Document

_LINE_BREAK = re.compile(r"[\r\n]")
_CONTINUED = re.compile(r"\\(?:\r\n|\r|\n)")


def replace_expression(document: Document, node: ast.expr, text: str) -> tuple[Edit, ...]:
    """Writes another expression in an expression's place, in parentheses where it needs them.

    Args:
        document: the document.
        node: one of its expressions, not inside an f-string.
        text: the new expression.
    """
    if is_in_format_string(document, node):
        return ()
    start, end = span(document, node)
    return (edit(document, start, end, text if _fits(document, node, text) else f"({text})"),)


def keep_part(document: Document, whole: ast.expr, part: ast.expr) -> tuple[Edit, ...]:
    """Leaves only a part of an expression, exactly as it is written: ``F.softmax(x, dim=1)`` to ``x``.

    Args:
        document: the document.
        whole: the expression to shrink.
        part: an expression inside it.
    """
    if is_in_format_string(document, whole):
        return ()
    (start, end), (begin, finish) = span(document, whole), span(document, part)
    bare = _fits(document, whole, document.text[begin:finish])
    edits = (
        edit(document, start, begin, "" if bare else "("),
        edit(document, finish, end, "" if bare else ")"),
    )
    return tuple(change for change in edits if change.content or not change.range.is_empty)


def surround_part(
    document: Document, whole: ast.expr, part: ast.expr, before: str, after: str
) -> tuple[Edit, ...]:
    """Leaves only a part of an expression, inside of brackets: ``loader[0]`` to ``next(iter(loader))``.

    Args:
        document: the document.
        whole: the expression to replace.
        part: an expression inside it, which stays exactly as it is written.
        before: what to write before it, the opening brackets.
        after: what to write behind it, the closing brackets.
    """
    if is_in_format_string(document, whole):
        return ()
    (start, end), (begin, finish) = span(document, whole), span(document, part)
    return (edit(document, start, begin, before), edit(document, finish, end, after))


def insert_after_expression(document: Document, node: ast.expr, text: str) -> tuple[Edit, ...]:
    """Writes something directly behind an expression: ``()`` behind ``model.eval``."""
    if is_in_format_string(document, node):
        return ()
    end = span(document, node)[1]
    return (edit(document, end, end, text),)


def on_one_line(document: Document, node: ast.AST) -> str:
    """The source text of a node, on one line and without comments."""
    text = document.text_of(node)
    return ast.unparse(node) if _LINE_BREAK.search(text) else text


def holds_comment(document: Document, node: ast.AST) -> bool:
    """Whether a comment stands inside a node."""
    place = document.range_of(node)
    return any(place.start <= comment.range.start < place.end for comment in document.comments)


def is_in_format_string(document: Document, node: ast.AST) -> bool:
    """Whether a node stands inside an f-string, where neither places nor quotes can be relied on."""
    current: ast.AST | None = node
    while current is not None and not isinstance(current, ast.stmt):
        if isinstance(current, ast.JoinedStr):
            return True
        current = document.parent_of(current)
    return False


def without_comments(code: str) -> str:
    """A text of the same length with blanks for its comments and ``x`` for its strings."""
    return STRING_OR_COMMENT.sub(lambda found: (" " if found["comment"] else "x") * len(found[0]), code)


def _fits(document: Document, node: ast.expr, text: str) -> bool:
    if _is_in_parentheses(document, node):
        return True
    if _breaks_a_line(text) and not _is_inside_brackets(document, node):
        return False
    return precedence_of(text) >= required_by(document.parent_of(node), node)


def _is_in_parentheses(document: Document, node: ast.expr) -> bool:
    """Whether a node has parentheses of its own."""
    if isinstance(document.parent_of(node), ast.Call | ast.ClassDef):
        return False
    start, end = span(document, node)
    return document.text[:start].rstrip().endswith("(") and document.text[end:].lstrip().startswith(")")


def _is_inside_brackets(document: Document, node: ast.expr) -> bool:
    start = span(document, document.statement_of(node))[0]
    return _depth(without_comments(document.text[start : span(document, node)[0]])) > 0


def _breaks_a_line(text: str) -> bool:
    """Whether an expression has a line break that only brackets around it make legal."""
    code = _CONTINUED.sub(lambda found: " " * len(found[0]), without_comments(text))
    return any(_depth(code[: found.start()]) == 0 for found in _LINE_BREAK.finditer(code))


def _depth(code: str) -> int:
    return sum(code.count(opening) for opening in "([{") - sum(code.count(closing) for closing in ")]}")
