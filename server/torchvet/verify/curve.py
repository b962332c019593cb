"""Reads a loss curve."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

LEARNT_PART = 0.1
"""A loss that is left with less than this part of what it could lose is learnt, also if slowly."""
UNKNOWN_FLOOR_PART = 0.5
"""Of a loss whose floor isn't known this part may be left."""
RISE = 1.5
FALLING = 0.97


@dataclass(frozen=True, slots=True)
class Curve:
    """The losses from the step on at which the batch is always the same.

    Args:
        values: the losses.
        floor: the least that the loss can be; None where that isn't known.
    """

    values: Sequence[float]
    floor: float | None

    @property
    def first(self) -> float:
        """The loss at the start."""
        return self.values[0]

    @property
    def last(self) -> float:
        """The loss at the end, evened out over some steps."""
        tail = self.values[-max(1, min(5, len(self.values) // 4)) :]
        return sum(tail) / len(tail)

    @property
    def is_finite(self) -> bool:
        """Whether all losses are numbers."""
        return all(math.isfinite(value) for value in self.values)

    @property
    def is_flat_to_the_bit(self) -> bool:
        """Whether the loss never changes."""
        return len(self.values) > 2 and len(set(self.values)) == 1

    @property
    def part_left(self) -> float:
        """Which part of what could be lost is left; 1 at the start."""
        floor = self.floor or 0.0
        room = self.first - floor
        return (self.last - floor) / room if room > 0 else 1.0

    @property
    def has_learnt(self) -> bool:
        """Whether the loss went down as far as it can."""
        if self.last < 0:
            return self.first - self.last > 0.1 * max(1.0, abs(self.first))
        if self.floor is None:
            return max(self.values[-max(1, len(self.values) // 4) :]) <= UNKNOWN_FLOOR_PART * self.first
        return self.part_left <= LEARNT_PART

    @property
    def rises(self) -> bool:
        """Whether it ends well above its start."""
        return self.last > RISE * abs(self.first) and self.last - self.first > 1e-3

    @property
    def still_falls(self) -> bool:
        """Whether more steps would lower it."""
        size = len(self.values) // 8
        if size < 1:
            return len(self.values) > 1 and self.values[-1] < FALLING * self.values[0]
        last, before = self.values[-size:], self.values[-2 * size : -size]
        return sum(last) < FALLING * sum(before)


def softmax_floor(classes: int) -> float:
    """What cross entropy can't fall below where probabilities are given to it."""
    return math.log(1 + (classes - 1) / math.e)


def sparkline(values: Sequence[float], width: int) -> str:
    """A curve in one line of blocks."""
    finite = [value for value in values if math.isfinite(value)]
    if not finite:
        return ""
    size = max(1.0, len(finite) / width)
    count = min(width, len(finite))
    points = [finite[min(len(finite) - 1, int(place * size))] for place in range(count)]
    points[-1] = finite[-1]
    low, high = min(points), max(points)
    blocks = "▁▂▃▄▅▆▇█"
    if high <= low:
        return blocks[0] * len(points)
    return "".join(blocks[round((value - low) / (high - low) * (len(blocks) - 1))] for value in points)
