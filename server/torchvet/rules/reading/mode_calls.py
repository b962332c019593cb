"""Writing ``train()`` and ``eval()`` where a module trains and where it evaluates."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import insert_statement_before, move_statement_before
from torchvet.interpret.events import Backward, Event, Forward, LoopPass, Mode, ModeSet, Place, Step
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.mode_place import mode_anchor
from torchvet.rules.reading.receivers import receiver_in, receiver_of
from torchvet.rules.reading.spots import (
    LOOPS,
    ancestors,
    binds,
    dotted,
    is_inside,
    names_in,
    outermost_loop_below,
    same_function,
)
from torchvet.rules.reading.training import trainings

_WRAPPERS = (*LOOPS, ast.With, ast.AsyncWith, ast.Try)


@dataclass(frozen=True, slots=True)
class EvalCall:
    """An ``eval()`` to write before an evaluation.

    Args:
        receiver: the module, as it is called there.
        spot: the forward pass, or the call through which it is reached.
        anchor: the statement before which to write it.
        edits: what writes it.
    """

    receiver: str
    spot: Place
    anchor: ast.stmt
    edits: tuple[Edit, ...]


def eval_call(trace: Trace, forward: Forward) -> EvalCall | None:
    """Writes ``eval()`` before an evaluation, where no training is reached; None where that can't be."""
    trained = trainings(trace).keys()
    training_forwards = [event for event in trace.of(Forward) if event.index in trained]
    for spot in (forward.place, *(site.place for site in reversed(forward.stack))):
        if any(_leads_to(spot, event) for event in training_forwards):
            continue
        receiver = receiver_in(trace, forward, spot)
        if receiver is not None:
            anchor = _evaluation(trace, spot, receiver)
            text = f"{receiver}.eval()"
            first = mode_anchor(trace, spot.document, anchor, receiver)
            edits = insert_statement_before(spot.document, first, text, below_comments=True)
            return EvalCall(receiver, spot, anchor, edits) if edits else None
    return None


def train_call(
    trace: Trace, forward: Forward, loop: Place | None, applicability: Applicability
) -> Fix | None:
    """Moves ``train()`` into a loop, or writes one, as near to a forward pass that trains as can be.

    Args:
        trace: the trace.
        forward: the forward pass.
        loop: the loop in which the mode changes; None where it is set before the training.
        applicability: who may apply the fix.
    """
    spots = list(_spots(trace, forward, loop))
    for spot in spots if loop is not None else ():
        fix = _move(trace, forward, spot, loop, applicability) if loop is not None else None
        if fix is not None:
            return fix
    for spot in spots:
        receiver = receiver_in(trace, forward, spot)
        if receiver is not None:
            anchor = outermost_loop_below(spot, loop.node if loop else None, receiver)
            first = mode_anchor(trace, spot.document, anchor, receiver)
            edits = insert_statement_before(spot.document, first, f"{receiver}.train()", below_comments=True)
            return Fix(f"Insert {receiver}.train()", applicability, edits) if edits else None
    return None


def loop_of_both(forward: Forward, others: Sequence[Event]) -> LoopPass | None:
    """The innermost loop that runs both a forward pass and one of some other events."""
    both = [loop for loop in forward.loops if any(other.is_in_loop(loop.place) for other in others)]
    return both[-1] if both else None


def _evaluation(trace: Trace, spot: Place, receiver: str) -> ast.stmt:
    """The outermost loop or ``with`` around a place in which nothing trains, else its statement."""
    document = spot.document
    anchor, names = document.statement_of(spot.node), names_in(receiver)
    for node in ancestors(spot):
        if not isinstance(node, ast.stmt) or node is anchor:
            continue
        outer = Place(document, node)
        if not isinstance(node, _WRAPPERS) or binds(node, names) or any(_training_inside(trace, outer)):
            break
        anchor = node
    return anchor


def _training_inside(trace: Trace, outer: Place) -> Iterator[Event]:
    for kind in (Backward, Step):
        for event in trace.of(kind):
            places = (event.place, *(site.place for site in event.stack))
            if any(is_inside(place, outer) for place in places):
                yield event


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
    for event in reversed(list(sets_train(trace, forward))):
        statement, receiver = _movable(trace, event, loop), receiver_of(event)
        if statement is None or receiver is None or binds(loop.node, names_in(receiver)):
            continue
        document = loop.document
        anchor = outermost_loop_below(spot, loop.node, receiver)
        first = mode_anchor(trace, document, anchor, receiver, statement)
        edits = move_statement_before(document, statement, first)
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


def sets_train(trace: Trace, forward: Forward) -> Iterator[ModeSet]:
    """The calls of ``train()`` on the module of a forward pass, and on nothing else."""
    for event in trace.of(ModeSet):
        on_module_only = [module.identity for module in event.modules] == [forward.module.identity]
        if on_module_only and event.mode is Mode.TRAIN and _calls_train(event):
            yield event


def _calls_train(event: ModeSet) -> bool:
    call = event.place.node
    return isinstance(call, ast.Call) and (dotted(call.func) or "").endswith(".train")
