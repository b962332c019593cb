"""Bringing a module back to train mode before it trains."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from torchvet.finding import Applicability, Fix
from torchvet.fixes import insert_statement_before, move_statement_before
from torchvet.fixes.attributes import rename_attribute
from torchvet.interpret.events import Event, Forward, LoopPass, Mode, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.eval_calls import eval_call
from torchvet.rules.reading.spots import (
    dotted,
    is_inside,
    outermost_loop_below,
    receiver_in,
    receiver_of,
    same_function,
)
from torchvet.rules.reading.training import trainings


def loop_of_both(forward: Forward, others: Sequence[Event]) -> LoopPass | None:
    """The innermost loop that runs both a forward pass and one of some other events."""
    both = [loop for loop in forward.loops if any(other.is_in_loop(loop.place) for other in others)]
    return both[-1] if both else None


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
    fix = _train_call(trace, forward, loop, applicability)
    if fix is None or not relying:
        return fix
    more = [eval_call(trace, evaluation) for evaluation in relying]
    if not all(more):
        return Fix(fix.message, Applicability.DISPLAY, fix.edits)
    message = f"{fix.message}, and eval() before the evaluation"
    return Fix(message, fix.applicability, (*fix.edits, *(edit for edits in more for edit in edits)))


def _train_call(
    trace: Trace, forward: Forward, loop: Place | None, applicability: Applicability
) -> Fix | None:
    spots = list(_spots(trace, forward, loop))
    for spot in spots if loop is not None else ():
        fix = _move(trace, forward, spot, loop, applicability) if loop is not None else None
        if fix is not None:
            return fix
    for spot in spots:
        receiver = receiver_in(trace, forward, spot)
        if receiver is not None:
            anchor = outermost_loop_below(spot, loop.node if loop else None)
            edits = insert_statement_before(spot.document, anchor, f"{receiver}.train()")
            return Fix(f"Insert {receiver}.train()", applicability, edits) if edits else None
    return None


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
        for event in _sets_train(trace, forward)
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


def _spots(trace: Trace, forward: Forward, loop: Place | None) -> Iterator[Place]:
    """The places through which the forward is reached and nothing but training, innermost first."""
    trained = trainings(trace)
    evaluations = [event for event in trace.of(Forward) if event.index not in trained]
    for spot in (forward.place, *(site.place for site in reversed(forward.stack))):
        if not any(_leads_to(spot, event) for event in evaluations):
            yield spot
        if loop is not None and is_inside(spot, loop):
            return


def _leads_to(spot: Place, event: Forward) -> bool:
    return event.place == spot or any(site.place == spot for site in event.stack)


def _move(
    trace: Trace, forward: Forward, spot: Place, loop: Place, applicability: Applicability
) -> Fix | None:
    if not is_inside(spot, loop):
        return None
    for event in reversed(list(_sets_train(trace, forward))):
        statement = _movable(trace, event, loop)
        if statement is None:
            continue
        document = loop.document
        anchor = outermost_loop_below(spot, loop.node)
        edits = move_statement_before(document, statement, anchor)
        if edits:
            return Fix(f"Move {document.text_of(statement)} into the loop", applicability, edits)
    return None


def _movable(trace: Trace, event: ModeSet, loop: Place) -> ast.stmt | None:
    """The statement of a ``train()`` before a loop that always runs with it and serves nothing else."""
    if not same_function(event.place, loop) or is_inside(event.place, loop) or receiver_of(event) is None:
        return None
    document = loop.document
    statement = document.statement_of(event.place.node)
    if not isinstance(statement, ast.Expr) or statement.value is not event.place.node:
        return None
    if document.range_of(statement).end > loop.range.start or not _stands_beside(statement, loop):
        return None
    serves_others = any(
        not training.forward.is_in_loop(loop)
        and any(setter.place == event.place for setter in training.forward.mode_set)
        for training in trainings(trace).values()
    )
    return None if serves_others else statement


def _stands_beside(statement: ast.stmt, loop: Place) -> bool:
    """Whether a statement stands in a suite that holds the loop too, and so runs whenever the loop does."""
    document = loop.document
    suite, node = document.parent_of(statement), document.parent_of(loop.node)
    while node is not suite and isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.With):
        node = document.parent_of(node)
    return node is suite


def _sets_train(trace: Trace, forward: Forward) -> Iterator[ModeSet]:
    for event in trace.of(ModeSet):
        on_module_only = [module.identity for module in event.modules] == [forward.module.identity]
        if on_module_only and event.mode is Mode.TRAIN and _calls_train(event):
            yield event


def _calls_train(event: ModeSet) -> bool:
    call = event.place.node
    return isinstance(call, ast.Call) and (dotted(call.func) or "").endswith(".train")


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
