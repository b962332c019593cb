"""Through which calls an event was reached."""

from __future__ import annotations

from torchvet.finding import RelatedPlace
from torchvet.interpret.events import CallSite, Place

Stack = tuple[CallSite, ...]


def calls_beyond(stack: Stack, other: Stack) -> Stack:
    """The calls of a stack that another one doesn't share, outermost first."""
    shared = 0
    for mine, theirs in zip(stack, other, strict=False):
        if mine.place != theirs.place:
            break
        shared += 1
    return stack[shared:]


def through_calls(stack: Stack, other: Stack) -> tuple[RelatedPlace, ...]:
    """The calls that lead away from what two stacks share, as places that explain a finding."""
    return tuple(
        related(f"through this call of {site.function}()", site.place) for site in calls_beyond(stack, other)
    )


def related(message: str, place: Place) -> RelatedPlace:
    """A place that explains a finding."""
    return RelatedPlace(message, place.filename, place.range)
