"""Source lines with their numbers, and carets under what is meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from torchvet.output.cells import shown
from torchvet.output.style import Style
from torchvet.source.document import Document
from torchvet.source.position import Range

MOST_LINES = 7
"""Of a longer range only the first lines and the last are shown."""

WIDEST = 160
"""The columns of a line that are shown; of a longer one the stretch around what is meant."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """The column of line numbers on the left.

    Args:
        width: the digits of the greatest number in it.
        style: how to colour it.
    """

    width: int
    style: Style

    def line(self, text: str = "", number: int | str = "", sign: str = "|") -> str:
        """A line with what stands left of it."""
        gutter = self.style(f"{number:>{self.width}} {sign}", "bright blue")
        return f"{gutter} {text}" if text else gutter


class Snippet:
    """A range of a document with the lines around it.

    Args:
        document: the document.
        stretch: what to underline.
        around: how many lines to show before and after it.
    """

    def __init__(self, document: Document, stretch: Range, around: int = 0) -> None:
        self._document = document
        self._range = stretch
        self._first, self._last = stretch.start.line, max(stretch.start.line, _last_line(stretch))
        cell = document.cell_at(self._first)
        self._offset = self._first - cell[1] if cell else 0
        self._rows = self._rows_to_show(around)

    @property
    def greatest_number(self) -> int:
        """The greatest line number that is shown."""
        return self._number(self._rows[-1])

    def lines(self, gutter: Gutter, colour: str) -> Iterator[str]:
        """The lines to print.

        Args:
            gutter: the column of numbers.
            colour: the colour of the carets.
        """
        several = self._last > self._first
        for place, row in enumerate(self._rows):
            if place and row > self._rows[place - 1] + 1:
                yield gutter.line(gutter.style("|", colour) if several else "", "...", sign="")
            text, carets = self._underlined(row)
            bar = self._bar(row)
            yield gutter.line((gutter.style(bar, colour) + text).rstrip(), self._number(row))
            if row == self._last:
                tail = ("|" + "_" * (len(carets) + len(bar) - 2) + "^") if several else carets
                yield gutter.line(gutter.style(tail, colour))

    def _bar(self, row: int) -> str:
        """What stands left of a line of a range over several lines."""
        if self._last == self._first:
            return ""
        if row == self._first:
            return "/ "
        return "| " if self._first < row <= self._last else "  "

    def _underlined(self, row: int) -> tuple[str, str]:
        """A line as it is shown, and the blanks and carets to go under it."""
        text, columns = shown(self._document.index.line(row))
        start = self._range.start.column if row == self._first else 0
        end = self._range.end.column if row == self._range.end.line else len(columns) - 1
        left, right = columns[min(start, len(columns) - 1)], columns[min(end, len(columns) - 1)]
        text, cut = _window(text, left)
        carets = " " * max(0, left - cut) + "^" * max(1, min(right - left, WIDEST))
        return text, carets

    def _number(self, row: int) -> int:
        return row - self._offset + 1

    def _rows_to_show(self, around: int) -> list[int]:
        first, last = self._first, self._last
        rows = list(range(first, last + 1))
        if len(rows) > MOST_LINES:
            rows = [*rows[: MOST_LINES - 2], last]
        before = [row for row in range(first - around, first) if self._is_near(row)]
        after = [row for row in range(last + 1, last + around + 1) if self._is_near(row)]
        while before and self._is_blank(before[0]):
            before.pop(0)
        while after and self._is_blank(after[-1]):
            after.pop()
        return [*before, *rows, *after]

    def _is_near(self, row: int) -> bool:
        """Whether a line is there, and in the same cell."""
        if not 0 <= row < len(self._document.index):
            return False
        here, there = self._document.cell_at(self._first), self._document.cell_at(row)
        return here is None or there is None or here[0] == there[0]

    def _is_blank(self, row: int) -> bool:
        return not self._document.index.line(row).strip()


def _last_line(stretch: Range) -> int:
    """The last line that a range holds something of."""
    return stretch.end.line - 1 if stretch.end.column == 0 else stretch.end.line


def _window(text: str, column: int) -> tuple[str, int]:
    """A long line's stretch around a column, and how many columns are cut off on its left."""
    if len(text) <= WIDEST:
        return text, 0
    start = 0 if column < WIDEST - 40 else column - 40
    end = start + WIDEST
    head, tail = "…" if start else "", "…" if end < len(text) else ""
    return head + text[start + len(head) : end - len(tail)] + tail, start
