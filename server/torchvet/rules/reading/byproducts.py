"""Gradients that one optimizer's backward leaves in what another one steps, as in adversarial training."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from torchvet.finding import Applicability, Fix
from torchvet.fixes import suite_of
from torchvet.interpret.events import (
    Backward,
    Forward,
    Freezes,
    Gradient,
    HolderGradient,
    Place,
    Step,
    ZeroGrad,
)
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.guards import Guards
from torchvet.rules.reading.leftovers import Leftover, is_a_callers_matter, lacks_parentheses, may_be_zeroed
from torchvet.rules.reading.spots import same_function
from torchvet.rules.reading.steps import are_same, own_statement, shared_loop
from torchvet.rules.reading.zeroing import anchor_of, fix_with_zero_grad
from torchvet.rules.reading.zeroing_place import zeroing_place


@dataclass(frozen=True, slots=True)
class Byproduct:
    """A backward adds to gradients that were computed for another optimizer's step, and its step uses both.

    A generator's loss goes through the discriminator, so that its backward fills the discriminator's
    gradients, too. They say how to please the generator, and not what the discriminator's step is for.

    Args:
        meant_for: the step of the other optimizer that the first backward was for.
        filled: that backward.
        leftover: what it leaves: the next backward onto it, and the step that uses the sum.
    """

    meant_for: Step
    filled: Backward
    leftover: Leftover


def byproducts(trace: Trace) -> list[Byproduct]:
    """The by-products that a step uses, each pair of a backward and a step once."""
    found: dict[tuple[Place, Place], Byproduct] = {}
    guards = trace.read_by(Guards)
    for step in trace.of(Step):
        for byproduct in _used_by(trace, step):
            leftover = byproduct.leftover
            key = (leftover.backward.place, leftover.again.place)
            if key in found or is_a_callers_matter(leftover) or lacks_parentheses(trace, leftover):
                continue
            if not may_be_zeroed(trace, guards, leftover):
                found[key] = byproduct
    return sorted(found.values(), key=lambda each: each.leftover.backward.place.range)


def fix_byproduct(trace: Trace, byproduct: Byproduct, others: list[Leftover]) -> Fix | None:
    """Moves the ``zero_grad()`` of the second optimizer before its own backward, or writes one there.

    Args:
        trace: the trace.
        byproduct: the gradients that are left.
        others: all gradients that are used twice in the program; one call may do for several of them.
    """
    leftover = byproduct.leftover
    anchor = anchor_of(trace, leftover, others)
    document = leftover.again.place.document
    zero = _moved(trace, leftover, anchor) if anchor is not None else None
    if zero is None or anchor is None:
        return fix_with_zero_grad(trace, leftover, [], others)
    text = document.text_of(zero)
    edits = zeroing_place(trace, document, anchor, text, moved=zero).move(zero)
    applicability = Applicability.SAFE if leftover.shown else Applicability.UNSAFE
    return Fix(f"Move {text} before the backward", applicability, edits) if edits else None


def _moved(trace: Trace, leftover: Leftover, anchor: ast.stmt) -> ast.stmt | None:
    """The statement that zeroes the same optimizer each turn, beside the one before which it belongs."""
    document = leftover.again.place.document
    suite = suite_of(document, anchor)
    found = {
        id(statement): statement
        for zero in trace.of(ZeroGrad)
        if are_same(zero.optimizer, leftover.again.optimizer)
        and same_function(zero.place, leftover.again.place)
        and (statement := own_statement(zero.place)) is not None
    }
    if len(found) != 1:
        return None
    statement = next(iter(found.values()))
    return statement if any(statement is each for each in suite) else None


def _used_by(trace: Trace, step: Step) -> Iterator[Byproduct]:
    optimizer = step.optimizer
    if optimizer is None or optimizer.zeroes_itself or step.closure:
        return
    for before in step.before:
        if before.gradient is not Gradient.PENDING or optimizer.identity not in before.optimizers:
            continue
        if any(each.holders is None or before.holder in each.holders for each in trace.of(Freezes)):
            continue
        for backward in _backwards(trace, before):
            filled = _filled_for_another(trace, backward, before, step)
            if filled is not None:
                holders = frozenset(
                    each.holder for each in step.before if optimizer.identity in each.optimizers
                )
                loop = shared_loop(step, backward, filled[0])
                yield Byproduct(filled[1], filled[0], Leftover(filled[1], backward, step, loop, holders))
                break


def _backwards(trace: Trace, gradient: HolderGradient) -> list[Backward]:
    events = [trace.at(index) for index in sorted(gradient.backwards)]
    return [event for event in events if isinstance(event, Backward)]


def _filled_for_another(
    trace: Trace, backward: Backward, gradient: HolderGradient, step: Step
) -> tuple[Backward, Step] | None:
    """The backward that had filled the gradients before for another optimizer's step, and that step."""
    now = next((each for each in backward.before if each.holder == gradient.holder), None)
    if now is None or now.gradient is not Gradient.PENDING:
        return None
    for filled in _backwards(trace, now):
        if filled.place == backward.place:
            # The same loss for both, and one of them steps less often.
            continue
        for other in trace.of(Step):
            if not filled.index < other.index < backward.index or other.optimizer is None:
                continue
            if are_same(other.optimizer, step.optimizer) or other.optimizer.identity in gradient.optimizers:
                continue
            uses = any(filled.index in each.backwards for each in other.before)
            if uses and _judges(trace, filled, step, other):
                return filled, other
    return None


def _judges(trace: Trace, filled: Backward, step: Step, other: Step) -> bool:
    """Whether what a step changes judges what the other one changes: one's outputs go through it to the loss.

    Where it is the other way round, as with a body that two heads share, it is meant to learn from both.
    """
    makers, judges = other.forwards & filled.forwards, (step.forwards & filled.forwards) - other.forwards
    judging = [event for event in map(trace.at, judges) if isinstance(event, Forward)]
    return bool(makers) and any(each.inputs_from & makers for each in judging)
