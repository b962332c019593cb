"""Applying edits to a text."""

from __future__ import annotations

from collections.abc import Iterable

from torchvet.finding import Edit
from torchvet.source.text import LineIndex


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after edits of one document.

    Args:
        text: the document's text.
        edits: edits of which none overlaps another; insertions at one place keep their order, and come
            before a replacement that begins there.

    Raises:
        ValueError: two edits overlap.
    """
    index = LineIndex(text)
    pieces: list[str] = []
    done = 0
    for change in sorted(edits, key=lambda change: change.range):
        start, end = index.offset_at(change.range.start), index.offset_at(change.range.end)
        if start < done:
            raise ValueError(f"two edits overlap at line {change.range.start.line + 1}")
        pieces += [text[done:start], change.content]
        done = end
    return "".join([*pieces, text[done:]])
