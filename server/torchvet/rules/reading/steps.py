"""Where optimizers step and are zeroed, and how the program names them there."""

from __future__ import annotations

import ast

from torchvet.fixes import suite_of
from torchvet.interpret.events import Event, LoopPass, OptimizerThing, Place, Step, ZeroGrad
from torchvet.rules.reading.spots import repeatable, same_function


def optimizer_expression(step: Step) -> str | None:
    """How the program names the optimizer where it steps: "optimizer", also in ``scaler.step(optimizer)``."""
    call, document = step.place.node, step.place.document
    if not isinstance(call, ast.Call):
        return None
    if call.args and not step.closure:
        return repeatable(document, call.args[0])
    return repeatable(document, call.func.value) if isinstance(call.func, ast.Attribute) else None


def own_statement(place: Place) -> ast.stmt | None:
    """The statement that consists of an expression and nothing else (``optimizer.step()``)."""
    statement = place.document.statement_of(place.node)
    return statement if isinstance(statement, ast.Expr) and statement.value is place.node else None


def seen_from(event: Event, other: Place) -> Place | None:
    """Where an event happens in the function that holds another place: there, or in a call made there."""
    for place in (event.place, *(site.place for site in reversed(event.stack))):
        if same_function(place, other):
            return place
    return None


def sibling_around(statement: ast.stmt, spot: Place | None) -> ast.stmt | None:
    """The statement of the same suite that leads to a spot."""
    if spot is None:
        return None
    suite = suite_of(spot.document, statement)
    node: ast.AST | None = spot.node
    while node is not None and not any(node is sibling for sibling in suite):
        node = spot.document.parent_of(node)
    return node if isinstance(node, ast.stmt) and node is not statement else None


def shared_loop(first: Event, *others: Event) -> LoopPass | None:
    """The innermost loop that runs several events."""
    for loop in reversed(first.loops):
        if all(other.is_in_loop(loop.place) for other in others):
            return loop
    return None


def cleans(zero: ZeroGrad, holders: frozenset[int]) -> bool:
    """Whether a call zeroes the gradients of some of the holders."""
    return any(before.holder in holders for before in zero.before)


def are_same(first: OptimizerThing | None, second: OptimizerThing | None) -> bool:
    """Whether two are the same optimizer, also where nobody knows yet which gradients it holds."""
    return first is not None and second is not None and first.identity == second.identity
