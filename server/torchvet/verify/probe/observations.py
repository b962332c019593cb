# pyright: basic
"""What the probes have seen, each thing once for each place."""

from __future__ import annotations

from typing import Any


class Observations:
    """Notes of the probes; judging them is for others."""

    def __init__(self) -> None:
        self._notes: dict[Any, dict[str, Any]] = {}

    def note(self, kind: str, place: dict[str, Any] | None, step: int, **details: Any) -> None:
        """Notes that something happened.

        Args:
            kind: what it was.
            place: the user's line.
            step: during which training step.
            details: what else is to be said; the first note's stand.
        """
        key = (kind, place and (place["file"], place["row"]), details.get("name"))
        known = self._notes.get(key)
        if known is None:
            self._notes[key] = dict(details, kind=kind, place=place, first_step=step, count=1)
        else:
            known["count"] += 1

    def __contains__(self, kind: str) -> bool:
        return any(note["kind"] == kind for note in self._notes.values())

    def facts(self) -> list[dict[str, Any]]:
        """All notes, in the order of their first."""
        return list(self._notes.values())
