"""What a fix would change, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

from torchvet.finding import Finding, Fix
from torchvet.output.cells import shown
from torchvet.output.places import Sources, shown_name
from torchvet.output.snippet import Gutter
from torchvet.source.document import Document
from torchvet.source.text import LineIndex

MOST_LINES = 16
"""The changed lines that are shown of a file."""


def preview(fix: Fix, sources: Sources, gutter: Gutter, beside: Finding) -> Iterator[str]:
    """The lines that a fix takes out and writes, with their numbers.

    Args:
        fix: the fix.
        sources: the documents that it changes.
        gutter: the column of numbers.
        beside: the finding that it fixes; other files and cells than its own are named.
    """
    filenames = list(dict.fromkeys(edit.filename for edit in fix.edits))
    for filename in filenames:
        document = sources.get(filename)
        edits = [edit for edit in fix.edits if edit.filename == filename]
        if document is None:
            continue
        if len(filenames) > 1:
            yield gutter.line(gutter.style(shown_name(filename), "bold"))
        try:
            changed = document.edited(edits)
        except ValueError:
            continue
        own = document.cell_at(beside.range.start.line) if filename == beside.filename else None
        lines = list(_lines(document, changed, own[0] if own else None, gutter))
        yield from lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            yield gutter.line("...")


def _lines(before: Document, after: Document, own_cell: int | None, gutter: Gutter) -> Iterator[str]:
    """The changed lines of one document, cell by cell in a notebook."""
    if not before.is_notebook:
        yield from _changes(before.lines, after.lines, gutter)
        return
    cells = [pair for pair in zip(before.cells, after.cells, strict=True) if pair[0].source != pair[1].source]
    for old, new in cells:
        if len(cells) > 1 or old.number != own_cell:
            yield gutter.line(gutter.style(f"cell {old.number}", "bold"))
        yield from _changes(lines_of(old.source), lines_of(new.source), gutter)


def lines_of(source: str) -> list[str]:
    """The lines of a cell without their ends; none of an empty cell."""
    index = LineIndex(source)
    return [index.line(number) for number in range(len(index))] if source else []


def _changes(old: Sequence[str], new: Sequence[str], gutter: Gutter) -> Iterator[str]:
    """The changed lines of one text, and the nearest around them."""
    shorter = min(len(old), len(new))
    start = next((row for row in range(shorter) if old[row] != new[row]), shorter)
    end = next((back for back in range(shorter - start) if old[-1 - back] != new[-1 - back]), shorter - start)
    first, behind = max(0, start - 1), max(0, end - 1)
    blocks = difflib.SequenceMatcher(
        a=old[first : len(old) - behind], b=new[first : len(new) - behind], autojunk=False
    ).get_opcodes()
    for place, (tag, begin, finish, new_begin, new_finish) in enumerate(blocks):
        if tag == "equal":
            rows = range(new_begin, new_finish)
            near = {*rows[: 1 if place else 0], *rows[-1 if place + 1 < len(blocks) else len(rows) :]}
            for row in sorted(each for each in near if new[first + each].strip()):
                yield _line(first + row, new[first + row], " ", gutter)
            continue
        for row in range(first + begin, first + finish):
            yield _line(row, old[row], "-", gutter)
        for row in range(first + new_begin, first + new_finish):
            yield _line(row, new[row], "+", gutter)


def _line(row: int, text: str, sign: str, gutter: Gutter) -> str:
    style = gutter.style
    number_shown = style(f"{row + 1:>{gutter.width}} ", "bright blue")
    if sign == " ":
        return f"{number_shown}  {shown(text)[0]}".rstrip()
    colour = "red" if sign == "-" else "green"
    return number_shown + style(f"{sign} {shown(text)[0]}".rstrip(), colour)
