"""Gradients that are thrown away before a step has used them."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import delete_statement, move_statement_after, suite_of
from torchvet.interpret.events import (
    Backward,
    Event,
    Gradient,
    HolderGradient,
    OptimizerThing,
    Place,
    Step,
    ZeroGrad,
)
from torchvet.interpret.trace import EventKind, Trace
from torchvet.program.knowledge.optimizers import OPTIMIZERS
from torchvet.rules.reading.functions import last_name
from torchvet.rules.reading.steps import are_same, own_statement, seen_from, sibling_around
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
    before = sibling_around(statement, seen_from(_first_backward(trace, discard), zero.place))
    if before is not None:
        place = zeroing_place(trace, document, before, text, moved=statement, step=discard.step.place)
        where = "behind the step" if place.behind else "before the backward"
        return _fix(f"Move {text} {where}", applicability, place.move(statement))
    after = sibling_around(statement, seen_from(discard.step, zero.place))
    if after is not None:
        edits = move_statement_after(document, statement, after)
        return _fix(f"Move {text} behind the step", applicability, edits)
    return None


def _first_backward(trace: Trace, discard: Discard) -> Backward:
    """The first of the backwards in a row whose gradients the call throws away together."""
    first, pending = discard.backward, _pending(discard)
    for event in _of_same_turn(trace, discard.zero, Backward):
        if event.index >= first.index:
            continue
        between = [each for each in trace.of(Step) if event.index < each.index < first.index]
        if between or (pending and event.index not in pending):
            break
        first = event
    return first


def _pending(discard: Discard) -> frozenset[int]:
    """The backwards whose gradients were there when the call threw them away, as far as they are known."""
    return frozenset(index for before in discard.zero.before for index in before.backwards)


def _discard_before(trace: Trace, step: Step) -> Discard | None:
    """What threw away all gradients that a step was to use; None where there are some, or may be."""
    if step.closure or any(before.gradient is not Gradient.CLEAN for before in step.before):
        return None
    for before in step.before:
        zero = _first_zeroing(trace, before)
        if zero is not None and not zero.in_closure:
            backward = discarded_backward(trace, zero, frozenset([before.holder]))
            if backward is not None:
                return Discard(backward, zero, step)
    return _discard_directly_before(trace, step)


def _discard_directly_before(trace: Trace, step: Step) -> Discard | None:
    """The optimizer's own ``zero_grad()`` directly before its step, behind a backward of the same turn.

    Whose gradients the backward computes isn't known there; but nothing in between computes any.
    """
    optimizer, statement = step.optimizer, own_statement(step.place)
    if optimizer is None or statement is None or not _steps_by_gradients(optimizer):
        return None
    suite = suite_of(step.place.document, statement)
    before = suite[: next(n for n, each in enumerate(suite) if each is statement)]
    while before and _keeps_gradients(before[-1]):
        before.pop()
    zeroed = [each for each in _of_same_turn(trace, step, ZeroGrad) if are_same(each.optimizer, optimizer)]
    zero = next((each for each in zeroed if before and own_statement(each.place) is before[-1]), None)
    backward = next(_of_same_turn(trace, zero, Backward), None) if zero is not None else None
    stepped = next(_of_same_turn(trace, zero, Step), None) if zero is not None else None
    if zero is None or backward is None or backward.in_closure:
        return None
    led = sibling_around(statement, seen_from(backward, step.place))
    is_last = stepped is None or stepped.index < backward.index
    return Discard(backward, zero, step) if is_last and any(led is each for each in before) else None


def _steps_by_gradients(optimizer: OptimizerThing) -> bool:
    """Whether an optimizer is of torch's, or made outside: what the program defines may compute its own."""
    return optimizer.made_at is None or f"torch.optim.{optimizer.label}" in OPTIMIZERS


def _of_same_turn(trace: Trace, event: Event, kind: type[EventKind]) -> Iterator[EventKind]:
    """The events of a kind before another one in the same turn of its loops, the last first."""
    turns, calls = len(event.loops), len(event.stack)
    for other in reversed(list(trace.of(kind))):
        is_before = other.index < event.index
        if is_before and other.loops[:turns] == event.loops and other.stack[:calls] == event.stack:
            yield other


def _keeps_gradients(statement: ast.stmt) -> bool:
    """Whether a statement only clips gradients, or cleans those of others."""
    call = statement.value if isinstance(statement, ast.Expr | ast.Assign) else None
    name = last_name(call.func) if isinstance(call, ast.Call) else ""
    return name.startswith("clip_grad") or name == "unscale_"


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
        and (are_same(zero.optimizer, discard.zero.optimizer) or (holders and holders <= _cleaned(zero)))
        and all(condition.known for condition in zero.conditions)
        and all(zero.is_in_loop(loop.place) for loop in discard.backward.loops)
    ]
    turns = [event.index for event in trace.of(Backward) if event.place == discard.backward.place]
    steps = [event.index for event in trace.of(Step) if event.place == discard.step.place]
    return all(
        any(max((step for step in steps if step < turn), default=-1) < zero.index < turn for zero in others)
        for turn in turns
    )


def _cleaned(zero: ZeroGrad) -> set[int]:
    """What a call surely cleans: nobody knows what an unknown optimizer holds."""
    if zero.optimizer is not None and not zero.optimizer.known:
        return set()
    return {before.holder for before in zero.before}


def _fix(message: str, applicability: Applicability, edits: tuple[Edit, ...]) -> Fix | None:
    return Fix(message, applicability, edits) if edits else None
