"""Switching a module to eval mode for an evaluation, and back."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import insert_statement_after, insert_statement_before
from torchvet.fixes.attributes import rename_attribute
from torchvet.interpret.events import Backward, Event, Forward, Mode, ModeSet, Place, Step
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import LOOPS, ancestors, is_inside, receiver_at_call
from torchvet.rules.reading.training import trainings
from torchvet.source.nodes import walk

_WRAPPERS = (*LOOPS, ast.With, ast.AsyncWith)


def fix_with_eval_call(trace: Trace, forward: Forward, *, shown: bool) -> Fix | None:
    """Writes ``eval()`` before an evaluation, and ``train()`` behind it where training goes on.

    Args:
        trace: the trace.
        forward: the forward pass that evaluates in train mode.
        shown: whether the mistake was shown, so that the fix is safe.
    """
    receiver = receiver_at_call(forward)
    if receiver is None or any(each.forward.place == forward.place for each in trainings(trace).values()):
        return None
    anchor = _evaluation(trace, forward, re.split(r"[.\[]", receiver)[0])
    document = forward.place.document
    before = insert_statement_before(document, anchor, f"{receiver}.eval()")
    if not before:
        return None
    if not _trains_on(trace, forward):
        applicability = Applicability.SAFE if shown else Applicability.UNSAFE
        return Fix(f"Insert {receiver}.eval()", applicability, before)
    after = _behind(forward.place, anchor, f"{receiver}.train()")
    if not after:
        return Fix(
            f"Insert {receiver}.eval(), and {receiver}.train() afterwards", Applicability.DISPLAY, before
        )
    applicability = Applicability.SAFE if shown else Applicability.UNSAFE
    message = f"Insert {receiver}.eval() before the evaluation and {receiver}.train() behind it"
    return Fix(message, applicability, (*before, *after))


def eval_call(trace: Trace, forward: Forward) -> tuple[Edit, ...]:
    """Writes ``eval()`` before an evaluation; empty where it can't be told what to write."""
    receiver = receiver_at_call(forward)
    if receiver is None:
        return ()
    anchor = _evaluation(trace, forward, re.split(r"[.\[]", receiver)[0])
    return insert_statement_before(forward.place.document, anchor, f"{receiver}.eval()")


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


def _evaluation(trace: Trace, forward: Forward, root: str) -> ast.stmt:
    """The outermost loop or ``with`` around a forward in which nothing trains, else its statement."""
    document = forward.place.document
    anchor = document.statement_of(forward.place.node)
    for node in ancestors(forward.place):
        if not isinstance(node, ast.stmt) or node is anchor:
            continue
        outer = Place(document, node)
        if not isinstance(node, _WRAPPERS) or _binds(node, root) or any(_training_inside(trace, outer)):
            break
        anchor = node
    return anchor


def _training_inside(trace: Trace, outer: Place) -> Iterator[Event]:
    for kind in (Backward, Step):
        for event in trace.of(kind):
            places = (event.place, *(site.place for site in event.stack))
            if any(is_inside(place, outer) for place in places):
                yield event


def _binds(statement: ast.stmt, name: str) -> bool:
    return any(
        isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Store)
        for node in walk(statement)
    )


def _trains_on(trace: Trace, forward: Forward) -> bool:
    """Whether a later training forward relies on the train mode that was set before this evaluation."""
    return any(
        each.forward.index > forward.index
        and each.forward.module.identity == forward.module.identity
        and each.forward.mode is Mode.TRAIN
        and all(setter.index < forward.index for setter in each.forward.mode_set)
        for each in trainings(trace).values()
    )


def _behind(place: Place, anchor: ast.stmt, text: str) -> tuple[Edit, ...]:
    document = place.document
    returns = [node for node in walk(anchor) if isinstance(node, ast.Return | ast.Yield | ast.YieldFrom)]
    if not returns:
        return insert_statement_after(document, anchor, text)
    last = anchor.body[-1] if isinstance(anchor, ast.With | ast.AsyncWith) else None
    if returns == [last] and isinstance(last, ast.Return) and not is_inside(place, Place(document, last)):
        return insert_statement_before(document, last, text)
    return ()
