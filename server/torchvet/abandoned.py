"""How a check ends that nobody waits for any more."""

from __future__ import annotations


class Abandoned(BaseException):
    """Nobody waits any more for what was being executed."""
