"""Gradients that are thrown away before a step has used them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import delete_statement, move_statement_after
from torchvet.interpret.events import Backward, Gradient, HolderGradient, Place, Step, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.steps import own_statement, seen_from, sibling_around
from torchvet.rules.reading.zeroing_place import zeroing_place

UNUSED = (Gradient.PENDING, Gradient.ADDED)
"""There are gradients that no step has used, with used ones below them perhaps."""


@dataclass(frozen=True, slots=True)
class Discard:
    """A call throws away the gradients of a backward that a step was to use.

    Args:
        backward: the backward that computed them.
        zero: what threw them away.
        step: the step that finds none.
    """

    backward: Backward
    zero: ZeroGrad
    step: Step

    @property
    def shown(self) -> bool:
        """Whether the optimizer is known to be one, rather than only used like one."""
        return self.step.optimizer is None or self.step.optimizer.known


def useless_steps(trace: Trace) -> Sequence[Discard]:
    """The calls that leave a step nothing to do at every turn at which it is reached, each place once."""
    return trace.read_by(_useless_steps)


def _useless_steps(trace: Trace) -> list[Discard]:
    occurrences: dict[tuple[Place, int | None], list[Discard | None]] = defaultdict(list)
    for step in trace.of(Step):
        identity = step.optimizer.identity if step.optimizer is not None else None
        occurrences[step.place, identity].append(_discard_before(trace, step))
    found: dict[Place, Discard] = {}
    for discards in occurrences.values():
        if all(discards):
            for discard in filter(None, discards):
                found.setdefault(discard.zero.place, discard)
    return sorted(found.values(), key=lambda discard: discard.zero.place.range)


def discarded_backward(trace: Trace, zero: ZeroGrad, holders: frozenset[int]) -> Backward | None:
    """The last backward whose gradients a call throws away unused, of some holders."""
    backwards = [
        event
        for before in zero.before
        if before.gradient in UNUSED and before.holder in holders
        for index in before.backwards
        for event in [trace.at(index)]
        if isinstance(event, Backward) and not event.in_closure
    ]
    return max(backwards, key=lambda event: event.index, default=None)


def fix_by_moving(trace: Trace, discard: Discard) -> Fix | None:
    """Takes the call away where another one stands before the backward, else moves it there.

    Where the backward stands in another function than the call, it is moved behind the step.
    """
    zero = discard.zero
    document = zero.place.document
    statement = own_statement(zero.place)
    if statement is None:
        return None
    applicability = Applicability.SAFE if discard.shown else Applicability.UNSAFE
    text = document.text_of(statement)
    if _is_zeroed_before(trace, discard):
        return _fix(f"Remove {text}", applicability, delete_statement(document, statement))
    before = sibling_around(statement, seen_from(discard.backward, zero.place))
    if before is not None:
        place = zeroing_place(trace, document, before, text, moved=statement, step=discard.step.place)
        where = "behind the step" if place.behind else "before the backward"
        return _fix(f"Move {text} {where}", applicability, place.move(statement))
    after = sibling_around(statement, seen_from(discard.step, zero.place))
    if after is not None:
        edits = move_statement_after(document, statement, after)
        return _fix(f"Move {text} behind the step", applicability, edits)
    return None


def _discard_before(trace: Trace, step: Step) -> Discard | None:
    """What threw away all gradients that a step was to use; None where there are some, or may be."""
    if step.closure or not step.before:
        return None
    if any(before.gradient is not Gradient.CLEAN for before in step.before):
        return None
    for before in step.before:
        zero = _first_zeroing(trace, before)
        if zero is not None and not zero.in_closure:
            backward = discarded_backward(trace, zero, frozenset([before.holder]))
            if backward is not None:
                return Discard(backward, zero, step)
    return None


def _first_zeroing(trace: Trace, before: HolderGradient) -> ZeroGrad | None:
    """What cleaned some gradients: the first of a loop that cleans them once for each parameter."""
    zero = trace.at(before.zeroed) if before.zeroed is not None else None
    while isinstance(zero, ZeroGrad):
        mine = next((each for each in zero.before if each.holder == before.holder), None)
        earlier = trace.at(mine.zeroed) if mine is not None and mine.zeroed is not None else None
        if earlier is None or earlier.place != zero.place:
            return zero
        zero = earlier
    return None


def _is_zeroed_before(trace: Trace, discard: Discard) -> bool:
    """Whether another call zeroes the same gradients before the backward, at every turn."""
    holders = frozenset(before.holder for before in discard.zero.before)
    others = [
        zero
        for zero in trace.of(ZeroGrad)
        if zero.place != discard.zero.place
        and holders <= {before.holder for before in zero.before}
        and all(condition.known for condition in zero.conditions)
        and all(zero.is_in_loop(loop.place) for loop in discard.backward.loops)
    ]
    turns = [event.index for event in trace.of(Backward) if event.place == discard.backward.place]
    steps = [event.index for event in trace.of(Step) if event.place == discard.step.place]
    return all(
        any(max((step for step in steps if step < turn), default=-1) < zero.index < turn for zero in others)
        for turn in turns
    )


def _fix(message: str, applicability: Applicability, edits: tuple[Edit, ...]) -> Fix | None:
    return Fix(message, applicability, edits) if edits else None
