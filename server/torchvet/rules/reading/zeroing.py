"""Fixes that zero an optimizer's gradients where it steps."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import insert_statement_after, insert_statement_before, move_statement_before
from torchvet.interpret.events import Place, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.guards import Guards
from torchvet.rules.reading.leftovers import Leftover, leftovers
from torchvet.rules.reading.spots import LOOPS, ancestors, is_inside, outermost_loop_below, same_function
from torchvet.rules.reading.steps import (
    names_itself,
    optimizer_expression,
    own_statement,
    seen_from,
    sibling_around,
)

_ALWAYS_RUN = (*LOOPS, ast.With, ast.AsyncWith)


def fix_with_zero_grad(trace: Trace, leftover: Leftover, elsewhere: list[ZeroGrad]) -> Fix | None:
    """Moves a ``zero_grad()`` into the loop, or writes one: before the backward, else behind the step.

    Args:
        trace: the trace.
        leftover: the gradients that are used twice.
        elsewhere: the calls that zero them, but not in the loop.
    """
    applicability = Applicability.SAFE if leftover.shown else Applicability.UNSAFE
    anchor = _anchor(trace, leftover)
    for zero in elsewhere if anchor is not None else ():
        statement = _movable(zero, leftover)
        if anchor is not None and statement is not None:
            document = zero.place.document
            edits = move_statement_before(document, statement, anchor)
            if edits:
                return Fix(f"Move {document.text_of(statement)} into the loop", applicability, edits)
    text, edits = _insertion(trace, leftover, anchor)
    return Fix(f"Insert {text}", applicability, edits) if edits else None


def _anchor(trace: Trace, leftover: Leftover) -> ast.stmt | None:
    """The statement before which to zero: it leads to the backward, once for each step.

    None where the same step is taken at every k-th turn, or where nothing in its function leads there.
    """
    step, loop = leftover.again, leftover.loop.place if leftover.loop is not None else None
    same = leftover.used.place == step.place
    if loop is not None and same and Guards(trace).is_periodic(step, loop):
        return None
    spot = seen_from(leftover.backward, step.place)
    if spot is None:
        return None
    return outermost_loop_below(spot, loop.node if loop is not None and is_inside(spot, loop) else None)


def _movable(zero: ZeroGrad, leftover: Leftover) -> ast.stmt | None:
    """The statement of a ``zero_grad()`` before the loop, in a suite that holds the loop too."""
    loop, statement = leftover.loop, own_statement(zero.place)
    if loop is None or statement is None or not same_function(zero.place, loop.place):
        return None
    if is_inside(zero.place, loop.place):
        return None
    beside = sibling_around(statement, loop.place)
    if beside is None or zero.place.document.range_of(statement).end > loop.place.range.start:
        return None
    between = [loop.place.node, *ancestors(loop.place)]
    between = between[: next(i for i, node in enumerate(between) if node is beside) + 1]
    return statement if all(isinstance(node, _ALWAYS_RUN) for node in between) else None


def _insertion(trace: Trace, leftover: Leftover, anchor: ast.stmt | None) -> tuple[str, tuple[Edit, ...]]:
    step = leftover.again
    document = step.place.document
    name = optimizer_expression(step)
    text = f"{name}.zero_grad()"
    if name is None:
        return _manual_insertions(trace, leftover)
    if anchor is not None and not names_itself(step.place, name, beside=Place(document, anchor)):
        return text, insert_statement_before(document, anchor, text)
    statement = own_statement(step.place)
    return text, insert_statement_after(document, statement, text) if statement is not None else ()


def _manual_insertions(trace: Trace, leftover: Leftover) -> tuple[str, tuple[Edit, ...]]:
    """Forgets the gradients behind all updates by hand that use those of the same backward."""
    together = [each for each in leftovers(trace) if each.backward.place == leftover.backward.place]
    insertions = [_manual_insertion(each) for each in together]
    if not all(edits for _, edits in insertions):
        return "", ()
    return " and ".join(text for text, _ in insertions), tuple(
        edit for _, edits in insertions for edit in edits
    )


def _manual_insertion(leftover: Leftover) -> tuple[str, tuple[Edit, ...]]:
    """Forgets the gradient behind an update by hand: ``w.grad = None`` behind ``w.data -= lr * w.grad``."""
    place = leftover.again.place
    statement = place.document.statement_of(place.node)
    match statement:
        case ast.AugAssign(target=ast.Attribute(value=owner, attr="data")) | ast.AugAssign(target=owner):
            name = place.document.text_of(owner)
        case _:
            return "", ()
    if not isinstance(owner, ast.Name | ast.Attribute):
        return "", ()
    text = f"{name}.grad = None"
    return text, insert_statement_after(place.document, statement, text)
