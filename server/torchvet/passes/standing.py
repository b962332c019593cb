"""What is known of a training loop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a loop was shown to fit one batch.

    Args:
        was_shown: whether it ever was.
        changed: what has changed since, in a few words; None where nothing has.
    """

    was_shown: bool
    changed: str | None = None

    @property
    def holds(self) -> bool:
        """Whether the loop was shown to fit one batch as it is."""
        return self.was_shown and self.changed is None


NEVER = Standing(was_shown=False)
STANDS = Standing(was_shown=True)
