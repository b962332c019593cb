"""Bringing a module back to train mode before it trains."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Fix
from torchvet.fixes.attributes import rename_attribute
from torchvet.interpret.events import Forward, Mode, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.mode_calls import eval_call, loop_of_both, sets_train, train_call
from torchvet.rules.reading.training import trainings


def fix_with_train_call(trace: Trace, forward: Forward, loop: Place | None, *, shown: bool) -> Fix | None:
    """Moves the module's ``train()`` into the loop, or writes one, as near to the forward as can be.

    Args:
        trace: the trace.
        forward: the training forward that runs in eval mode.
        loop: the loop in which the mode changes; None where it is set before the training.
        shown: whether the mistake was shown, so that the fix is safe.
    """
    applicability = Applicability.SAFE if shown else Applicability.UNSAFE
    relying = _relying_on_eval(trace, forward)
    if relying:
        both = loop_of_both(forward, relying)
        loop = both.place if both else loop
    fix = train_call(trace, forward, loop, applicability)
    if fix is None or not relying:
        return fix
    more = [eval_call(trace, evaluation) for evaluation in relying]
    edits = (*fix.edits, *(edit for call in more if call is not None for edit in call.edits))
    places = {edit.range.start for edit in edits}
    if None in more or len(places) < len(edits):
        return Fix(fix.message, Applicability.DISPLAY, fix.edits)
    return Fix(f"{fix.message}, and eval() before the evaluation", fix.applicability, edits)


def _relying_on_eval(trace: Trace, forward: Forward) -> list[Forward]:
    """The evaluations after a training forward that rely on the eval mode that it ran in, each place once."""
    trained = trainings(trace)
    set_before = {setter.index for setter in forward.mode_set}
    found = {
        event.place: event
        for event in trace.of(Forward)
        if event.index > forward.index
        and event.index not in trained
        and event.module.identity == forward.module.identity
        and event.mode is Mode.EVAL
        and {setter.index for setter in event.mode_set} <= set_before
    }
    return list(found.values())


def train_before(
    trace: Trace, forward: Forward, loop: Place | None, setters: tuple[ModeSet, ...]
) -> ModeSet | None:
    """The last ``train()`` of the module that ran before its mode was set to eval, outside the loop."""
    first = min((setter.index for setter in setters), default=0)
    earlier = [
        event
        for event in sets_train(trace, forward)
        if event.index < first and (loop is None or not event.is_in_loop(loop))
    ]
    return earlier[-1] if earlier and loop is not None else None


def meant_as_train(trace: Trace, setter: ModeSet) -> Fix | None:
    """The fix for an ``eval()`` at an evaluation's end, where ``train()`` was meant."""
    document = setter.place.document
    match setter.place.node:
        case ast.Call(func=ast.Attribute(attr="eval", value=owner) as method, args=[], keywords=[]):
            receiver = document.text_of(owner)
        case _:
            return None
    if not _ends_an_evaluation(trace, setter):
        return None
    edits = rename_attribute(document, method, "train")
    message = f"Change {receiver}.eval() at the evaluation's end to {receiver}.train()"
    return Fix(message, Applicability.UNSAFE, edits) if edits else None


def _ends_an_evaluation(trace: Trace, setter: ModeSet) -> bool:
    """Whether an ``eval()`` comes after an evaluation in a function that had begun with another one."""
    modules = {module.identity for module in setter.modules}

    def is_earlier_eval(event: ModeSet) -> bool:
        same = event.index < setter.index and event.mode is Mode.EVAL and event.stack == setter.stack
        return same and event.place != setter.place and modules == {each.identity for each in event.modules}

    before = [event.index for event in trace.of(ModeSet) if is_earlier_eval(event)]
    return bool(before) and any(
        before[-1] < event.index < setter.index and event.module.identity in modules
        for event in trace.of(Forward)
    )
