# pyright: basic
"""Counts steps, keeps the losses, and says when it is enough."""

from __future__ import annotations

import math
import time
from typing import Any

LEARNT_PART = 0.01
CHANCE_PART = 0.5
FEWEST_STEPS = 6
AFTER_EPOCH = 3
"""So many steps of the second epoch are watched, to see what the first one's end has left behind."""


class Limits:
    """When to stop.

    Args:
        steps: after how many training steps at most.
        seconds: after how many seconds at most.
        started: when the seconds began, by ``time.time()``.
    """

    def __init__(self, steps: int, seconds: float, started: float | None = None) -> None:
        self.steps = steps
        self._ends = (time.time() if started is None else started) + seconds

    def left(self) -> float:
        """The seconds that are left."""
        return self._ends - time.time()


class Track:
    """What one optimizer has done."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.steps = 0
        self.history: list[float] = []
        self.rates: list[float] = []
        self.initial_rate: float | None = None


class Progress:
    """Steps and losses of each optimizer, and the losses that wait for a step.

    Attributes:
        steps: how many steps the busiest optimizer has taken.
        backwards: how often ``backward()`` was called.
    """

    def __init__(self) -> None:
        self.steps = 0
        self.backwards = 0
        self.tracks: dict[int, Track] = {}
        self.accuracies: list[float] = []
        self.pending: list[float] = []
        self.ratios: list[float] = []

    def note_backward(self, value: float | None, is_closure: bool = False) -> None:
        """Notes a backward through a loss of this value; of a closure's the first in each step counts."""
        self.backwards += 1
        if value is not None and not (is_closure and self.pending):
            self.pending.append(value)

    def note_step(self, key: int, name: str, rate: float | None, initial_rate: float | None) -> bool:
        """Notes a step; tells whether it took losses with it.

        Args:
            key: which optimizer.
            name: what it is called.
            rate: its learning rate.
            initial_rate: the rate that its schedule goes towards, if there is one.
        """
        track = self.tracks.setdefault(key, Track(name))
        track.steps += 1
        track.initial_rate = initial_rate
        if rate is not None:
            track.rates.append(rate)
        self.steps = max(self.steps, track.steps)
        if not self.pending:
            return False
        track.history.append(sum(self.pending))
        self.pending.clear()
        return True

    @property
    def lead(self) -> Track | None:
        """The optimizer with the most losses."""
        return max(self.tracks.values(), key=lambda track: len(track.history), default=None)

    @property
    def players(self) -> int:
        """How many optimizers have losses of their own."""
        return sum(len(track.history) > 1 for track in self.tracks.values())

    def has_learnt(self, from_step: int, chance: float | None) -> bool:
        """Whether the batch is learnt.

        Args:
            from_step: since which step the batch is the same.
            chance: the loss that guessing gives, where that is known.
        """
        lead = self.lead
        if lead is None or self.players > 1 or len(lead.history) - from_step < FEWEST_STEPS:
            return False
        first, last = lead.history[from_step], lead.history[-1]
        if not math.isfinite(last) or last < 0 or first <= 0:
            return False
        if last <= LEARNT_PART * first and (chance is None or last < chance):
            return True
        recent = self.accuracies[-3:]
        fell = last <= CHANCE_PART * first
        return fell and len(recent) == 3 and min(recent) == 1.0

    def facts(self) -> dict[str, Any]:
        """What happened, for the report."""
        lead = self.lead
        ratios = self.ratios
        mean = sum(ratios) / len(ratios) if ratios else 0.0
        steady = bool(ratios) and all(abs(each - mean) <= 2e-3 * abs(mean) for each in ratios)
        return {
            "steps": self.steps,
            "backwards": self.backwards,
            "history": lead.history if lead else [],
            "optimizers": [
                {
                    "name": track.name,
                    "steps": track.steps,
                    "history": track.history if self.players > 1 else [],
                    "rates": [track.rates[0], max(track.rates), track.rates[-1]] if track.rates else None,
                    "initial_rate": track.initial_rate,
                }
                for track in self.tracks.values()
            ],
            "players": self.players,
            "accuracy": [self.accuracies[0], self.accuracies[-1]] if self.accuracies else None,
            "scale": mean if steady else None,
        }
