"""Fixes that zero an optimizer's gradients where it steps."""

from __future__ import annotations

import ast

from torchvet.finding import Applicability, Edit, Fix
from torchvet.fixes import (
    insert_statement_after,
    insert_statement_before,
    on_one_line,
)
from torchvet.interpret.events import Backward, Place, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.guards import Guards
from torchvet.rules.reading.leftovers import Leftover
from torchvet.rules.reading.receivers import names_itself
from torchvet.rules.reading.spots import LOOPS, ancestors, is_inside, repeatable, same_function
from torchvet.rules.reading.steps import (
    are_same,
    optimizer_expression,
    own_statement,
    seen_from,
    sibling_around,
)
from torchvet.rules.reading.zeroing_place import usual_arguments, zeroing_place
from torchvet.source.nodes import walk

_ALWAYS_RUN = (*LOOPS, ast.With, ast.AsyncWith, ast.Try)


def fix_with_zero_grad(
    trace: Trace, leftover: Leftover, elsewhere: list[ZeroGrad], others: list[Leftover]
) -> Fix | None:
    """Moves a ``zero_grad()`` into the loop, or writes one: before the backward, else behind the step.

    Args:
        trace: the trace.
        leftover: the gradients that are used twice.
        elsewhere: the calls that zero them, but not in the loop.
        others: all that are used twice in the program; one call may do for several of them.
    """
    applicability = Applicability.SAFE if leftover.shown else Applicability.UNSAFE
    if leftover.backward.in_closure:
        text, edits = _insertion_into_closure(leftover)
        return Fix(f"Insert {text}", applicability, edits) if edits else None
    anchor = anchor_of(trace, leftover, others)
    for zero in elsewhere if anchor is not None else ():
        statement = _movable(trace, zero, leftover)
        if anchor is not None and statement is not None:
            document = zero.place.document
            text = document.text_of(statement)
            place = zeroing_place(trace, document, anchor, text, moved=statement, step=_step_behind(leftover))
            edits = place.move(statement)
            if edits:
                return Fix(f"Move {document.text_of(statement)} into the loop", applicability, edits)
    text, edits = _insertion(trace, leftover, anchor, others, _kept_call(leftover, elsewhere))
    return Fix(f"Insert {text}", applicability, edits) if edits else None


def _kept_call(leftover: Leftover, elsewhere: list[ZeroGrad]) -> str | None:
    """How the function writes the call elsewhere: with its arguments, or on the module."""
    step, name = leftover.again, optimizer_expression(leftover.again)
    for zero in elsewhere:
        call, document = zero.place.node, zero.place.document
        if own_statement(zero.place) is None or not same_function(zero.place, step.place):
            continue
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        receiver = repeatable(document, call.func.value)
        of_module = zero.optimizer is None and {each.holder for each in step.before} <= {
            each.holder for each in zero.before
        }
        if receiver is not None and (receiver == name or (of_module and "[" not in f"{name}{receiver}")):
            return on_one_line(document, call)
    return None


def anchor_of(trace: Trace, leftover: Leftover, others: list[Leftover]) -> ast.stmt | None:
    """The statement before which to zero: it leads to the backward, once for each step.

    None where the same step is taken at every k-th turn, or where nothing in its function leads there.
    """
    step, loop = leftover.again, leftover.loop.place if leftover.loop is not None else None
    guards = trace.read_by(Guards)
    if all(guards.is_rarer(each, leftover.backward, loop) for each in (step, leftover.used)):
        return None
    spot = seen_from(leftover.backward, step.place)
    if spot is None:
        return None
    inside = loop.node if loop is not None and is_inside(spot, loop) else None
    alike = [
        seen_from(other.backward, step.place) for other in others if _share_their_zeroing(leftover, other)
    ]
    return _statement_for(spot, step.place, inside, [each for each in alike if each is not None])


def _share_their_zeroing(leftover: Leftover, other: Leftover) -> bool:
    loops = [each.loop.place if each.loop is not None else None for each in (leftover, other)]
    return loops[0] == loops[1] and optimizer_expression(leftover.again) == optimizer_expression(other.again)


def _statement_for(spot: Place, step: Place, loop: ast.AST | None, alike: list[Place]) -> ast.stmt:
    """The statement before which something runs once for each step, and before the backward.

    It is the outermost loop or test around the backward that doesn't hold the step, and a test in each
    branch of which there is a backward that needs the same.
    """
    anchor = spot.document.statement_of(spot.node)
    around_step = {id(node) for node in ancestors(step)}
    for node in ancestors(spot):
        if node is loop:
            break
        is_apart = isinstance(node, ast.If | ast.Match) and id(node) not in around_step
        if isinstance(node, LOOPS) or is_apart or (isinstance(node, ast.If) and _all_ways_lead(node, alike)):
            anchor = node
    assert isinstance(anchor, ast.stmt)
    return anchor


def _all_ways_lead(test: ast.If, spots: list[Place]) -> bool:
    """Whether each branch of a test holds one of some places."""
    for branch in (test.body, test.orelse):
        if len(branch) == 1 and isinstance(branch[0], ast.If) and _all_ways_lead(branch[0], spots):
            continue
        inside = {id(node) for statement in branch for node in walk(statement)}
        is_elif = branch is test.orelse and len(branch) == 1 and isinstance(branch[0], ast.If)
        if is_elif or not any(id(spot.node) in inside for spot in spots):
            return False
    return True


def _movable(trace: Trace, zero: ZeroGrad, leftover: Leftover) -> ast.stmt | None:
    """The statement of a ``zero_grad()`` outside of the loop, in a suite that holds the loop too.

    It stands before the loop, or behind it in the body of another loop.
    """
    loop, statement = leftover.loop, own_statement(zero.place)
    if loop is None or statement is None or not same_function(zero.place, loop.place):
        return None
    cleans_all = leftover.holders <= {each.holder for each in zero.before}
    if is_inside(zero.place, loop.place) or not (
        cleans_all or are_same(zero.optimizer, leftover.again.optimizer)
    ):
        return None
    beside = sibling_around(statement, loop.place)
    is_turn_over = any(isinstance(node, LOOPS) for node in ancestors(zero.place))
    is_before = zero.place.document.range_of(statement).end <= loop.place.range.start
    if beside is None or not (is_before or is_turn_over):
        return None
    between = [loop.place.node, *ancestors(loop.place)]
    between = between[: next(i for i, node in enumerate(between) if node is beside) + 1]
    only_there = all(
        event.is_in_loop(loop.place)
        for event in trace.of(Backward)
        if any(before.holder in leftover.holders for before in event.before)
    )
    ways = (*_ALWAYS_RUN, ast.If) if only_there else _ALWAYS_RUN
    return statement if all(_runs_first(node, loop.place, ways) for node in between) else None


def _runs_first(node: ast.AST, place: Place, ways: tuple[type[ast.stmt], ...]) -> bool:
    """Whether a place stands in the body of a compound statement of some kinds."""
    holder = {id(place.node), *(id(each) for each in ancestors(place))}
    inside = node is place.node or any(id(each) in holder for each in getattr(node, "body", ()))
    return isinstance(node, ways) and inside


def _insertion(
    trace: Trace, leftover: Leftover, anchor: ast.stmt | None, others: list[Leftover], kept: str | None
) -> tuple[str, tuple[Edit, ...]]:
    step = leftover.again
    document = step.place.document
    name = optimizer_expression(step)
    if name is None:
        return _manual_insertions(leftover, others)
    text = kept or f"{name}.zero_grad({usual_arguments(document, step.place.node)})"
    if anchor is not None and not names_itself(step.place, text, beside=Place(document, anchor)):
        place = zeroing_place(trace, document, anchor, text, step=_step_behind(leftover))
        return text, place.insert(text)
    alike = [other.again.place for other in others if _share_their_zeroing(leftover, other)]
    statement = _statement_behind(step.place, alike)
    return text, insert_statement_after(document, statement, text) if statement is not None else ()


def _step_behind(leftover: Leftover) -> Place | None:
    """The step behind which zeroing does as well: no other one leaves gradients."""
    return leftover.again.place if leftover.used.place == leftover.again.place else None


def _insertion_into_closure(leftover: Leftover) -> tuple[str, tuple[Edit, ...]]:
    """Zeroes before the backward of a closure that is written inside of the function that steps."""
    backward, step = leftover.backward.place, leftover.again.place
    document, name = backward.document, optimizer_expression(leftover.again)
    closure = document.enclosing_function(backward.node)
    if name is None or closure is None or document is not step.document:
        return "", ()
    if document.enclosing_function(closure) is not document.enclosing_function(step.node):
        return "", ()
    text, anchor = f"{name}.zero_grad()", _statement_for(backward, step, None, [])
    return text, insert_statement_before(document, anchor, text, below_comments=True)


def _statement_behind(step: Place, alike: list[Place]) -> ast.stmt | None:
    """The statement behind which to zero: the step's, or a test in each branch of which is a step."""
    statement = own_statement(step)
    for node in ancestors(step) if statement is not None else ():
        if isinstance(node, LOOPS):
            break
        if isinstance(node, ast.If) and _all_ways_lead(node, alike):
            statement = node
    return statement


def _manual_insertions(leftover: Leftover, others: list[Leftover]) -> tuple[str, tuple[Edit, ...]]:
    """Forgets the gradients behind all updates by hand that use those of the same backward."""
    together = [each for each in others if each.backward.place == leftover.backward.place]
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
