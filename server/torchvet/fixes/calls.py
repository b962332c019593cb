"""Changing a call's arguments."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from torchvet.finding import Edit
from torchvet.fixes.expressions import is_in_format_string, without_comments
from torchvet.fixes.offsets import edit, line_end, line_start, span
from torchvet.source.document import Document

_BLANK = " \t\f\r\n\\"


def rename_keyword(document: Document, keyword: ast.keyword, name: str) -> tuple[Edit, ...]:
    """Gives a keyword argument another name: ``probs=x`` to ``logits=x``."""
    if keyword.arg is None or is_in_format_string(document, keyword.value):
        return ()
    start = span(document, keyword)[0]
    return (edit(document, start, start + len(keyword.arg), name),)


def add_argument(document: Document, call: ast.Call, text: str) -> tuple[Edit, ...]:
    """Adds an argument at a call's end, on a line of its own where the last one has one.

    Args:
        document: the document.
        call: one of its calls.
        text: the argument (``training=self.training``).
    """
    inside = _Arguments.of(document, call)
    if inside is None:
        return ()
    if not inside.pieces:
        return (edit(document, inside.start, inside.start, text),)
    begin, finish = inside.pieces[-1]
    if not inside.has_own_line(begin, finish):
        return (edit(document, finish, finish, f", {text}"),)
    indentation = document.text[line_start(document.text, begin) : begin]
    comma = [] if inside.ends_with_comma else [edit(document, finish, finish, ",")]
    end = line_end(document.text, finish)
    last = "," if inside.ends_with_comma else ""
    return (*comma, edit(document, end, end, f"{document.newline}{indentation}{text}{last}"))


def remove_argument(document: Document, call: ast.Call, argument: ast.expr | ast.keyword) -> tuple[Edit, ...]:
    """Takes an argument away, with the comma that it needed.

    Args:
        document: the document.
        call: one of its calls.
        argument: one of the call's arguments.
    """
    inside = _Arguments.of(document, call)
    if inside is None:
        return ()
    at = span(document, argument)[0]
    number = next(i for i, (begin, finish) in enumerate(inside.pieces) if begin <= at < finish)
    begin, finish = inside.pieces[number]
    if number + 1 < len(inside.pieces):
        return (edit(document, begin, inside.pieces[number + 1][0], ""),)
    if number > 0:
        return (edit(document, inside.pieces[number - 1][1], finish, ""),)
    comma = inside.code.find(",", finish) + 1
    return (edit(document, begin, comma or finish, ""),)


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What stands between a call's parentheses.

    Args:
        start: the offset behind the opening parenthesis.
        code: the document's text up to the closing one, without comments and strings.
        pieces: the offsets of the arguments, their own parentheses included.
    """

    start: int
    code: str
    pieces: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, document: Document, call: ast.Call) -> _Arguments | None:
        begin, end = span(document, call)
        if is_in_format_string(document, call) or _is_bare_generator(document, call):
            return None
        code = " " * begin + without_comments(document.text[begin : end - 1])
        start = code.index("(", span(document, call.func)[1]) + 1
        return cls(start, code, tuple(_pieces(code, start)))

    @property
    def ends_with_comma(self) -> bool:
        """Whether a comma stands behind the last argument."""
        return "," in self.code[self.pieces[-1][1] :]

    def has_own_line(self, begin: int, finish: int) -> bool:
        """Whether nothing but a comma and a comment stands beside an argument on its lines."""
        before = self.code[line_start(self.code, begin) : begin]
        end = line_end(self.code, finish)
        return (
            not before.strip(_BLANK)
            and end < len(self.code)
            and not self.code[finish:end].strip(_BLANK + ",")
        )


def _pieces(code: str, start: int) -> list[tuple[int, int]]:
    depth, begin, pieces = 0, start, list[tuple[int, int]]()
    for offset in range(start, len(code) + 1):
        character = code[offset] if offset < len(code) else ","
        depth += (character in "([{") - (character in ")]}")
        if character == "," and depth == 0:
            piece = code[begin:offset]
            if piece.strip(_BLANK):
                pieces.append((offset - len(piece.lstrip(_BLANK)), begin + len(piece.rstrip(_BLANK))))
            begin = offset + 1
    return pieces


def _is_bare_generator(document: Document, call: ast.Call) -> bool:
    only = call.args[0] if len(call.args) == 1 else None
    return isinstance(only, ast.GeneratorExp) and span(document, only)[1] == span(document, call)[1]
