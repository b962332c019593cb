"""The tests that decide whether an event happens."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Condition, Event, Place
from torchvet.rules.reading.spots import ancestors
from torchvet.rules.reading.steps import seen_from

_JUMPS = (ast.Continue, ast.Break, ast.Return, ast.Raise)


def guards(event: Event) -> list[Condition]:
    """The tests, among those decided on the way to an event, without which it would not have happened.

    It stands in one of their branches, also through calls, or behind a branch that leaves
    (``if skip: continue``).
    """
    return [condition for condition in event.conditions if _guards(condition, event)]


def decided_by(condition: Condition) -> ast.AST | None:
    """The ``if``, ``while`` or conditional expression whose test a condition is, or is a part of."""
    for node in ancestors(condition.place):
        if isinstance(node, ast.If | ast.While | ast.IfExp | ast.Assert):
            return node
    return None


def is_periodic(event: Event, loop: Place) -> bool:
    """Whether an event happens only at every k-th turn of a loop."""
    return any(condition.periodic and _is_decided_in(condition, loop) for condition in guards(event))


def is_conditional(event: Event, loop: Place) -> bool:
    """Whether an event depends on a test inside a loop that the analysis can't decide."""
    return any(not condition.known and _is_decided_in(condition, loop) for condition in guards(event))


def _is_decided_in(condition: Condition, loop: Place) -> bool:
    document = condition.place.document
    if document is not loop.document:
        return True
    around = {id(node) for node in ancestors(condition.place)}
    function = document.enclosing_function(condition.place.node)
    return id(loop.node) in around or function is not document.enclosing_function(loop.node)


def _guards(condition: Condition, event: Event) -> bool:
    spot = seen_from(event, condition.place)
    holder = decided_by(condition)
    if spot is None or holder is None:
        return False
    if any(node is holder for node in ancestors(spot)):
        return True
    if not isinstance(holder, ast.If):
        return False
    leaves = any(isinstance(branch[-1], _JUMPS) for branch in (holder.body, holder.orelse) if branch)
    return leaves and _follows(spot, holder)


def _follows(spot: Place, holder: ast.If) -> bool:
    """Whether a place comes after an ``if`` in the suite that holds it."""
    document = spot.document
    around = document.parent_of(holder)
    inside = any(node is around for node in ancestors(spot)) or isinstance(
        around, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module
    )
    return inside and document.range_of(holder).end <= spot.range.start
