"""Where a text's comments are, whether or not it parses."""

from __future__ import annotations

import re
from dataclasses import dataclass

from torchvet.source.position import Range
from torchvet.source.text import LineIndex

STRING_OR_COMMENT = re.compile(
    r"""
    (?P<comment>\#[^\r\n]*)
    | (?P<triple>'''|\"\"\")(?:\\.|(?!(?P=triple)).)*(?:(?P=triple)|\Z)
    | (?P<single>['"])(?:\\(?:\r\n|.)|(?!(?P=single))[^\\\r\n])*(?:(?P=single)|(?=[\r\n])|\Z)
    """,
    re.VERBOSE | re.DOTALL,
)
"""Comments and strings, told apart by which begins first. A string that is never closed ends at its
line's end (at the text's end with three quotes), so that the comments on other lines are still found."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment.

    Args:
        range: from its ``#`` to the line's end.
        text: the same stretch's text.
    """

    range: Range
    text: str


def comments_of(code: str, index: LineIndex) -> list[Comment]:
    """The comments of a Python text, in order.

    Args:
        code: the text as the parser gets it.
        index: the lines of that text.
    """
    if "#" not in code:
        return []
    return [
        Comment(Range(index.position_at(match.start()), index.position_at(match.end())), match.group())
        for match in STRING_OR_COMMENT.finditer(code)
        if match.group("comment") is not None
    ]
