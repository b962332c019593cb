"""Colours on a terminal."""

from __future__ import annotations

import os
import sys
from typing import TextIO

CODES = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
    "cyan": "36",
    "bright blue": "94",
}


class Style:
    """Writes text in colours, or as it is.

    Args:
        has_colours: whether the output can show them.
    """

    def __init__(self, has_colours: bool) -> None:
        self.has_colours = has_colours

    def __call__(self, text: str, *names: str) -> str:
        """The text in these colours and weights."""
        if not self.has_colours or not text:
            return text
        return f"\x1b[{';'.join(CODES[name] for name in names)}m{text}\x1b[0m"


PLAIN = Style(has_colours=False)


def style_for(stream: TextIO) -> Style:
    """The style for a stream: colours on a terminal, unless ``NO_COLOR`` or ``FORCE_COLOR`` say otherwise."""
    if os.environ.get("FORCE_COLOR", "") not in ("", "0"):
        return Style(has_colours=True)
    has_colours = not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()
    if has_colours and sys.platform == "win32":
        os.system("")  # lets an old console understand colours
    return Style(has_colours)
