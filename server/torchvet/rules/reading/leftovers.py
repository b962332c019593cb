"""Gradients that one step has used and another step uses again."""

from __future__ import annotations

from dataclasses import dataclass

from torchvet.interpret.events import (
    Backward,
    BareMethod,
    Gradient,
    HolderGradient,
    Iterates,
    LoopPass,
    Place,
    Step,
    ZeroGrad,
)
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.optimizers import OPTIMIZERS
from torchvet.rules.reading.guards import Guards, excludes
from torchvet.rules.reading.spots import LOOPS
from torchvet.rules.reading.steps import are_same, cleans, optimizer_expression, seen_from, shared_loop


@dataclass(frozen=True, slots=True)
class Leftover:
    """A backward adds to gradients that a step has used, and the next step uses the sum.

    Args:
        used: the step that has used them.
        backward: the first backward after it that adds to them.
        again: the step that uses the sum.
        loop: the innermost loop that runs the two steps and the backward, if one does.
        holders: the holders of the gradients; of all that the step uses, where those aren't known.
    """

    used: Step
    backward: Backward
    again: Step
    loop: LoopPass | None
    holders: frozenset[int]

    @property
    def shown(self) -> bool:
        """Whether the optimizer is known to be one, and something is known to take the second step."""
        optimizer = self.again.optimizer
        return (optimizer is None or optimizer.known) and not self.is_assumed

    @property
    def is_assumed(self) -> bool:
        """Whether the turns are calls of a function that nothing calls, as far as anybody can see."""
        loop = self.loop
        if loop is None or isinstance(loop.place.node, LOOPS):
            return False
        return self.again.assumed_entry and loop.iterates is Iterates.OTHER


def leftovers(trace: Trace) -> list[Leftover]:
    """The leftovers of a trace, each pair of a backward and a step once, in the order of the backwards."""
    found: dict[tuple[Place, Place], Leftover] = {}
    guards = trace.read_by(Guards)
    for step in trace.of(Step):
        leftover = _leftover(trace, step)
        if leftover is None or is_a_callers_matter(leftover):
            continue
        key = (leftover.backward.place, leftover.again.place)
        if key in found and _weight(found[key]) >= _weight(leftover):
            continue
        if not may_be_zeroed(trace, guards, leftover) and not lacks_parentheses(trace, leftover):
            found[key] = leftover
    return sorted(found.values(), key=lambda leftover: leftover.backward.place.range)


def zeroings(trace: Trace, leftover: Leftover) -> list[ZeroGrad]:
    """The calls anywhere in the program that zero some of the gradients, each place once."""
    found = {
        zero.place: zero
        for zero in trace.of(ZeroGrad)
        if cleans(zero, leftover.holders) or are_same(zero.optimizer, leftover.again.optimizer)
    }
    return list(found.values())


def _leftover(trace: Trace, step: Step) -> Leftover | None:
    if step.optimizer is not None and step.optimizer.zeroes_itself:
        return None
    if step.closure and not _runs_closures_only(step):
        return None
    added = [before for before in step.before if before.gradient is Gradient.ADDED]
    pairs = [pair for before in added if (pair := _first_addition(trace, step, before))]
    if not pairs:
        return None
    used, backward = min(pairs, key=lambda pair: pair[1].index)
    held = frozenset(before.holder for before in added if before.optimizers)
    # What nobody is known to hold may be the very parameters that are zeroed under another name.
    holders = held or frozenset(before.holder for before in step.before)
    own = shared_loop(step, backward)
    if own is not None and not any(
        zero.is_in_loop(own.place) and cleans(zero, holders) for zero in trace.of(ZeroGrad)
    ):
        # Each turn leaves to the next what an earlier loop has left to the first.
        return Leftover(used if used.is_in_loop(own.place) else step, backward, step, own, holders)
    return Leftover(used, backward, step, shared_loop(step, backward, used), holders)


def _weight(leftover: Leftover) -> tuple[bool, int]:
    """Of equal leftovers the one counts that is shown, and in the innermost loop: that is what to mend."""
    loop = leftover.loop
    return leftover.shown, leftover.again.loops.index(loop) + 1 if loop is not None else 0


def _first_addition(trace: Trace, step: Step, before: HolderGradient) -> tuple[Step, Backward] | None:
    """The step that has used the gradients, and the first backward that adds to them.

    Of several the first that stands before the step: what comes behind it, in the last turn, may be meant
    for others, like a generator's loss that also fills the discriminator's gradients. So may be what another
    optimizer's step follows.
    """
    used = trace.at(before.step) if before.step is not None else None
    events = [trace.at(index) for index in sorted(before.added) if used and index > used.index]
    backwards = [event for event in events if isinstance(event, Backward)]
    leading = [event for event in backwards if _comes_before(event, step)] or backwards
    first = _first_of_own(trace, leading, step)
    if not isinstance(used, Step) or first is None:
        return None
    if _may_share(before, used, step):
        used = _own_step(trace, before, first, step)
        if used is None:
            return None
    if first.in_closure != step.closure or used.closure != step.closure:
        return None
    return used, first


def _may_share(gradient: HolderGradient, used: Step, again: Step) -> bool:
    """Whether two optimizers take the two steps, each of which may hold other parameters than the other."""
    first, second = used.optimizer, again.optimizer
    if first is None or second is None or are_same(first, second):
        return False
    return not {first.identity, second.identity} & set(gradient.whole)


def _own_step(trace: Trace, gradient: HolderGradient, backward: Backward, step: Step) -> Step | None:
    """The step of the same optimizer that has left the gradients which a backward adds to."""
    earlier = [
        each
        for each in trace.of(Step)
        if are_same(each.optimizer, step.optimizer)
        and each.index < backward.index
        and any(before.holder == gradient.holder for before in each.before)
    ]
    if not earlier:
        return None
    between, holder = range(earlier[-1].index, backward.index), frozenset({gradient.holder})
    if any(zero.index in between and cleans(zero, holder) for zero in trace.of(ZeroGrad)):
        return None
    return earlier[-1]


def _first_of_own(trace: Trace, backwards: list[Backward], step: Step) -> Backward | None:
    """The first backward behind what other optimizers have stepped by, before the last one."""
    last = backwards[-1].index if backwards else 0
    others = [each.index for each in trace.of(Step) if not are_same(each.optimizer, step.optimizer)]
    since = max((index for index in others if index < last), default=-1)
    return next((backward for backward in backwards if backward.index > since), None)


def _runs_closures_only(step: Step) -> bool:
    """Whether a step leaves it to its closure to zero gradients, as torch's own optimizers do.

    Source: https://docs.pytorch.org/docs/stable/optim.html#optimizer-step-closure
    """
    optimizer = step.optimizer
    return optimizer is not None and optimizer.known and f"torch.optim.{optimizer.label}" in OPTIMIZERS


def _comes_before(backward: Backward, step: Step) -> bool:
    spot = seen_from(backward, step.place)
    return spot is not None and spot.range.start < step.place.range.start


def is_a_callers_matter(leftover: Leftover) -> bool:
    """Whether a function that nothing calls steps an optimizer that it is given, and may be given clean."""
    if not leftover.is_assumed:
        return False
    place = leftover.again.place
    function = place.document.enclosing_function(place.node)
    if function is None:
        return False
    given = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return optimizer_expression(leftover.again) in {parameter.arg for parameter in given}


def may_be_zeroed(trace: Trace, guards: Guards, leftover: Leftover) -> bool:
    """Whether a ``zero_grad()`` of the same loop may clean the gradients after all.

    It does where it stands between the first step and the backward, and where it depends on a test that
    nobody can decide. Where the backward or the step stands in the other branch of that test, it does not.
    """
    loop = leftover.loop.place if leftover.loop is not None else None
    used, backward, again = leftover.used, leftover.backward, leftover.again
    own = guards.of(backward, loop) | guards.of(again, loop)
    places = {zero.place for zero in trace.of(ZeroGrad) if cleans(zero, leftover.holders)}
    for zero in trace.of(ZeroGrad):
        if zero.place not in places or (loop is not None and not zero.is_in_loop(loop)):
            continue
        tests = guards.of(zero, loop)
        if any(excludes(test, zero, event) for test in tests for event in (backward, again)):
            continue
        if tests - own or used.index < zero.index < backward.index:
            return True
    return False


def lacks_parentheses(trace: Trace, leftover: Leftover) -> bool:
    """Whether a ``zero_grad`` without parentheses stands in the loop: that is another rule's finding."""
    loop = leftover.loop
    return any(
        bare.method == "zero_grad"
        and bare.receiver != "other"
        and (loop is None or bare.is_in_loop(loop.place))
        for bare in trace.of(BareMethod)
    )


def wrongly_zeroed(trace: Trace, leftover: Leftover) -> ZeroGrad | None:
    """The ``zero_grad()`` of another optimizer in the same loop, one that doesn't step there.

    Only where both optimizers are known: then the wrong one is zeroed.
    """
    loop, mine = leftover.loop, leftover.again.optimizer
    if loop is None or mine is None or not mine.known:
        return None
    stepping = {
        step.optimizer.identity
        for step in trace.of(Step)
        if step.optimizer is not None and step.is_in_loop(loop.place)
    }
    for zero in trace.of(ZeroGrad):
        other = zero.optimizer
        if other is None or not other.known or not zero.is_in_loop(loop.place):
            continue
        if other.identity not in stepping and not cleans(zero, leftover.holders):
            return zero
    return None
