"""Changes of a text that leave the rest of it byte for byte."""

from __future__ import annotations

import ast
import io
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """What stands between two offsets is replaced."""

    start: int
    end: int
    content: str


class Unwritable(Exception):
    """A change that can't be written as a plain edit of lines."""


class Lines:
    """A text's lines and offsets; columns of ``ast`` count bytes, offsets count characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._lines = list(io.StringIO(text, newline=""))
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        self.newline = "\r\n" if "\r\n" in text else "\n"

    def offset(self, line: int, column: int) -> int:
        """The offset of a position of ``ast``: a line from 1, a column in bytes of UTF-8."""
        text = self._lines[line - 1]
        return self._starts[line - 1] + len(text.encode()[:column].decode(errors="replace"))

    def line_of(self, offset: int) -> int:
        """The line, from 1, of an offset."""
        return self.text.count("\n", 0, offset) + 1

    def start_of(self, node: ast.expr | ast.stmt) -> int:
        """The offset at which a node begins."""
        return self.offset(node.lineno, node.col_offset)

    def end_of(self, node: ast.expr | ast.stmt) -> int:
        """The offset at which a node ends."""
        return self.offset(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def source_of(self, node: ast.expr | ast.stmt) -> str:
        """A node's text."""
        return self.text[self.start_of(node) : self.end_of(node)]

    def indentation_of(self, node: ast.stmt) -> str:
        """The white space before a statement.

        Raises:
            Unwritable: something else stands before it on its line.
        """
        before = self.text[self._starts[node.lineno - 1] : self.start_of(node)]
        if before.strip():
            raise Unwritable
        return before

    def whole_lines(self, node: ast.stmt) -> tuple[int, int]:
        """The offsets of the lines that a statement has for itself, a comment behind it included.

        Raises:
            Unwritable: it shares them with another statement.
        """
        self.indentation_of(node)
        last = node.end_lineno or node.lineno
        rest = self.text[self.end_of(node) : self._starts[last]].strip()
        if rest and not rest.startswith("#"):
            raise Unwritable
        return self._starts[node.lineno - 1], self._starts[last]

    def delete(self, node: ast.stmt, block: list[ast.stmt]) -> Change:
        """Deletes a statement; the only one of a block becomes ``pass``."""
        start, end = self.whole_lines(node)
        if len(block) == 1:
            return Change(start, end, self.indentation_of(node) + "pass" + self.newline)
        return Change(start, end, "")

    def insert_before(self, node: ast.stmt, statement: str) -> Change:
        """Inserts a statement of one line before another, with its indentation."""
        indentation = self.indentation_of(node)
        start = self._starts[node.lineno - 1]
        return Change(start, start, indentation + statement + self.newline)

    def replace(self, node: ast.expr | ast.stmt, content: str) -> Change:
        """Replaces a node's text."""
        return Change(self.start_of(node), self.end_of(node), content)


def apply(text: str, changes: Iterable[Change]) -> str:
    """The text after changes of which none overlaps another."""
    result = text
    for change in sorted(changes, key=lambda each: (each.start, each.end), reverse=True):
        result = result[: change.start] + change.content + result[change.end :]
    return result
