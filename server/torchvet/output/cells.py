"""How wide text is on a terminal, and how it is shown there without doing anything to it."""

from __future__ import annotations

import unicodedata

TAB = 4
"""The columns between two tab stops in what is shown."""

WIDE = frozenset("WF")
WITHOUT_WIDTH = frozenset(("Mn", "Me", "Cf"))


def shown(line: str) -> tuple[str, list[int]]:
    """A line as it can be shown, and where its characters stand.

    Tabs become spaces; control characters, which could move the cursor or change colours, and lone
    surrogates, which no terminal takes, become signs that stand for them.

    Args:
        line: a line's text without its end.

    Returns:
        The text, and for each character of the line, and for its end, the column that it begins in.
    """
    if line.isascii() and line.isprintable():
        return line, list(range(len(line) + 1))
    pieces: list[str] = []
    columns: list[int] = []
    column = 0
    for character in line:
        columns.append(column)
        piece = " " * (TAB - column % TAB) if character == "\t" else _visible(character)
        pieces.append(piece)
        column += len(piece) if character == "\t" else _width(piece)
    return "".join(pieces), [*columns, column]


def _visible(character: str) -> str:
    if character < " ":
        return chr(0x2400 + ord(character))
    if character == "\x7f":
        return "\u2421"
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Zl", "Zp") or character in BIDIRECTIONAL:
        return "\ufffd"
    return character


BIDIRECTIONAL = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that turn the direction of what follows, so that code could look like other code."""


def _width(character: str) -> int:
    if unicodedata.category(character) in WITHOUT_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in WIDE else 1
