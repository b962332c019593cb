"""Positions and ranges inside a text."""

from __future__ import annotations

from torchvet.immutable import immutable


@immutable(frozen=True, slots=True, order=True)
class Position:
    """A place between two characters.

    Args:
        line: the line, counted from 0; lines end at ``\\n``, ``\\r\\n`` or ``\\r`` only.
        column: the column in code points, counted from 0.
    """

    line: int
    column: int


@immutable(frozen=True, slots=True, order=True)
class Range:
    """A stretch of text: ``start`` is inside, ``end`` is not."""

    start: Position
    end: Position

    @property
    def is_empty(self) -> bool:
        """Whether the range holds no character (an insertion point)."""
        return self.start == self.end

    def contains(self, other: Range) -> bool:
        """Whether ``other`` lies wholly inside this range."""
        return self.start <= other.start and other.end <= self.end
