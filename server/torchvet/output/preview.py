"""What a fix would change, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from torchvet.finding import Edit, Fix
from torchvet.output.cells import shown
from torchvet.output.places import Sources, shown_name
from torchvet.output.snippet import Gutter
from torchvet.source.document import Document

MOST_LINES = 16
"""The changed lines that are shown of a file."""


def preview(fix: Fix, sources: Sources, gutter: Gutter) -> Iterator[str]:
    """The lines that a fix takes out and writes, with their numbers.

    Args:
        fix: the fix.
        sources: the documents that it changes.
        gutter: the column of numbers.
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
            lines = list(_changes(document, edits, gutter))
        except ValueError:
            continue
        yield from lines[:MOST_LINES]
        if len(lines) > MOST_LINES:
            yield gutter.line("...")


def _changes(document: Document, edits: list[Edit], gutter: Gutter) -> Iterator[str]:
    """The changed lines of one document."""
    first = max(0, min(edit.range.start.line for edit in edits) - 1)
    last = max(edit.range.end.line for edit in edits) + 2
    changed = document.edited(edits)
    old = document.lines[first:last]
    new = changed.lines[first : last + len(changed.lines) - len(document.lines)]
    matcher = difflib.SequenceMatcher(a=old, b=new, autojunk=False)
    blocks = matcher.get_opcodes()
    for place, (tag, start, end, new_start, new_end) in enumerate(blocks):
        if tag == "equal":
            rows = range(new_start, new_end)
            near = {*rows[: 1 if place else 0], *rows[-1 if place + 1 < len(blocks) else len(rows) :]}
            for row in sorted(each for each in near if new[each].strip()):
                yield _line(changed, first + row, new[row], " ", gutter)
            continue
        for row in range(start, end):
            yield _line(document, first + row, old[row], "-", gutter)
        for row in range(new_start, new_end):
            yield _line(changed, first + row, new[row], "+", gutter)


def _line(document: Document, row: int, text: str, sign: str, gutter: Gutter) -> str:
    cell = document.cell_at(row)
    number = (cell[1] if cell else row) + 1
    style = gutter.style
    number_shown = style(f"{number:>{gutter.width}} ", "bright blue")
    if sign == " ":
        return f"{number_shown}  {shown(text)[0]}".rstrip()
    colour = "red" if sign == "-" else "green"
    return number_shown + style(f"{sign} {shown(text)[0]}".rstrip(), colour)
