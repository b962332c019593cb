"""Switching a module to eval mode for an evaluation, and back."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import insert_statement_after, insert_statement_before
from torchvet.fixes.attributes import rename_attribute
from torchvet.interpret.events import Forward, Mode, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.mode_calls import eval_call, loop_of_both, train_call
from torchvet.rules.reading.spots import is_inside
from torchvet.rules.reading.training import trainings
from torchvet.source.nodes import walk


def fix_with_eval_call(trace: Trace, forward: Forward, *, shown: bool) -> Fix | None:
    """Writes ``eval()`` before an evaluation, and ``train()`` behind it where training goes on.

    Where nothing can be written behind it (it returns in the middle), ``train()`` is written before the
    training.

    Args:
        trace: the trace.
        forward: the forward pass that evaluates in train mode.
        shown: whether the mistake was shown, so that the fix is safe.
    """
    call = eval_call(trace, forward)
    if call is None:
        return None
    applicability = Applicability.SAFE if shown else Applicability.UNSAFE
    receiver, relying = call.receiver, _relying_on_train(trace, forward)
    if not relying:
        return Fix(f"Insert {receiver}.eval()", applicability, call.edits)
    after = _behind(call.spot, call.anchor, f"{receiver}.train()")
    if after:
        message = f"Insert {receiver}.eval() before the evaluation and {receiver}.train() behind it"
        return Fix(message, applicability, (*call.edits, *after))
    fixes = [_train_again(trace, training, forward, applicability) for training in relying]
    edits = {edit: None for fix in fixes if fix is not None for edit in (*call.edits, *fix.edits)}
    places = {edit.range.start for edit in edits}
    if None in fixes or len(places) < len(edits):
        message = f"Insert {receiver}.eval(), and {receiver}.train() afterwards"
        return Fix(message, Applicability.DISPLAY, call.edits)
    message = f"Insert {receiver}.eval() before the evaluation, and train() before the training"
    return Fix(message, applicability, tuple(edits))


def _train_again(
    trace: Trace, training: Forward, evaluation: Forward, applicability: Applicability
) -> Fix | None:
    loop = loop_of_both(training, [evaluation])
    return train_call(trace, training, loop.place if loop is not None else None, applicability)


def change_to_eval(setter: ModeSet) -> Fix | None:
    """Turns a ``train()`` that stands in an evaluation into ``eval()``."""
    document = setter.place.document
    match setter.place.node:
        case ast.Call(func=ast.Attribute(attr="train", value=owner) as method, args=[], keywords=[]):
            receiver = document.text_of(owner)
        case _:
            return None
    edits = rename_attribute(document, method, "eval")
    message = f"Change {receiver}.train() to {receiver}.eval()"
    return Fix(message, Applicability.UNSAFE, edits) if edits else None


def _relying_on_train(trace: Trace, forward: Forward) -> list[Forward]:
    """The later training forwards that rely on the train mode that was set before this evaluation."""
    found = {
        each.forward.place: each.forward
        for each in trainings(trace).values()
        if each.forward.index > forward.index
        and each.forward.module.identity == forward.module.identity
        and each.forward.mode is Mode.TRAIN
        and all(setter.index < forward.index for setter in each.forward.mode_set)
    }
    return list(found.values())


def _behind(place: Place, anchor: ast.stmt, text: str) -> tuple[Edit, ...]:
    document = place.document
    returns = [node for node in walk(anchor) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
    if not returns:
        return insert_statement_after(document, anchor, text)
    last = anchor.body[-1] if isinstance(anchor, ast.With | ast.AsyncWith) else None
    if returns == [last] and isinstance(last, ast.Return) and not is_inside(place, Place(document, last)):
        return insert_statement_before(document, last, text)
    return ()
