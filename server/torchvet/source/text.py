"""Lines of a text, and columns in the units that editors and Python's parser count in."""

from __future__ import annotations

import re
from bisect import bisect_right
from enum import Enum

from torchvet.source.position import Position, Range

LINE_END = re.compile(r"\r\n|\r|\n")
"""What ends a line, for Python's parser and for the language server protocol alike."""

BYTE_ORDER_MARK = "\ufeff"
"""What may stand before a text and is no part of it."""

LAST_OF_BASIC_PLANE = "\uffff"


class Unit(Enum):
    """What a column is counted in by somebody else; torchvet itself counts code points."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


def _width(character: str, unit: Unit) -> int:
    """How many units one code point takes; a lone surrogate counts as itself."""
    if unit is Unit.UTF16:
        return 2 if character > LAST_OF_BASIC_PLANE else 1
    if unit is Unit.UTF32 or character < "\x80":
        return 1
    if character < "\u0800":
        return 2
    return 4 if character > LAST_OF_BASIC_PLANE else 3


def _counts_like_code_points(line: str, unit: Unit) -> bool:
    """Whether columns in that line are the same in both countings."""
    if line.isascii() or unit is Unit.UTF32:
        return True
    return unit is Unit.UTF16 and max(line) <= LAST_OF_BASIC_PLANE


def units_of_column(line: str, column: int, unit: Unit) -> int:
    """The column of a line in somebody else's units.

    Args:
        line: the line's text, without its end.
        column: the column in code points; one beyond the line's end means the end.
        unit: what to count in.
    """
    column = max(0, min(column, len(line)))
    if _counts_like_code_points(line, unit):
        return column
    return sum(_width(character, unit) for character in line[:column])


def column_of_units(line: str, units: int, unit: Unit) -> int:
    """The column of a line in code points.

    Args:
        line: the line's text, without its end.
        units: the column in ``unit``; one inside a character means that character's start, one
            beyond the line's end means the end.
        unit: what ``units`` counts.
    """
    if _counts_like_code_points(line, unit):
        return max(0, min(units, len(line)))
    passed = 0
    for column, character in enumerate(line):
        passed += _width(character, unit)
        if passed > units:
            return column
    return len(line)


class LineIndex:
    """Where the lines of a text begin and end.

    Args:
        text: any text; its lines end at ``\\n``, ``\\r\\n`` or ``\\r`` and at nothing else.
    """

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        ends = [match.span() for match in LINE_END.finditer(text)]
        self._starts = [0, *(after for _, after in ends)]
        self._ends = [*(before for before, _ in ends), len(text)]

    def __len__(self) -> int:
        """How many lines there are; a text that ends with a line end has an empty last line."""
        return len(self._starts)

    def line(self, number: int) -> str:
        """The text of a line counted from 0, without its end; empty beyond the last."""
        if not 0 <= number < len(self._starts):
            return ""
        return self.text[self._starts[number] : self._ends[number]]

    def start_of(self, number: int) -> int:
        """The offset at which a line begins; the text's length beyond the last line."""
        return self._starts[number] if number < len(self._starts) else len(self.text)

    def end_of(self, number: int) -> int:
        """The offset at which a line's text ends, its line end not included."""
        return self._ends[number] if number < len(self._ends) else len(self.text)

    def position_at(self, offset: int) -> Position:
        """The position of an offset; offsets outside the text mean its ends."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset) - 1
        return Position(line, min(offset, self._ends[line]) - self._starts[line])

    def offset_at(self, position: Position) -> int:
        """The offset of a position; one beyond a line's end means that end, one below the text its end."""
        if position.line < 0:
            return 0
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[position.line], self._ends[position.line]
        return min(start + max(0, position.column), end)

    def slice(self, stretch: Range) -> str:
        """The text of a range."""
        return self.text[self.offset_at(stretch.start) : self.offset_at(stretch.end)]


def newline_of(text: str) -> str:
    """The line end that a text uses: its first one, ``\\n`` where it has none."""
    match = LINE_END.search(text)
    return match.group() if match else "\n"
