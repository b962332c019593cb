"""Where in its loop a program zeroes gradients, so that a fix does it at the same place."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from enum import Enum

from torchvet.fixes import suite_of
from torchvet.interpret.events import Backward, Forward, Step, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import LOOPS, binds, names_in
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_TOUCHES = frozenset({"backward", "manual_backward", "step", "zero_grad", "grad"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


class _Habit(Enum):
    """Where a ``zero_grad()`` stands among the statements around it."""

    BEFORE_BACKWARD = "directly before the backward"
    FIRST = "first in the loop"
    BEFORE_FORWARD = "directly before the forward pass"


def zeroing_anchor(
    trace: Trace, document: Document, anchor: ast.stmt, text: str, moved: ast.stmt | None = None
) -> ast.stmt:
    """The statement before which a ``zero_grad()`` is written: where the file has its others.

    Args:
        trace: the trace.
        document: the document.
        anchor: a statement that leads to the backward, before which it would do.
        text: what is written.
        moved: the statement that is moved there, if it isn't a new one.

    Returns:
        A statement of the same suite with nothing between the two that touches gradients.
    """
    suite = suite_of(document, anchor)
    number = _number(suite, anchor)
    free = _first_free(trace, suite, number, text)
    beside = [n for n in range(max(free - 1, 0), number) if _zeroes(suite[n]) and suite[n] is not moved]
    if beside:
        return suite[beside[-1] + 1]
    habit = _habit(trace, document, anchor, moved)
    place = number
    if habit is _Habit.FIRST and isinstance(document.parent_of(anchor), (*LOOPS, *_FUNCTIONS)):
        place = next(n for n, each in enumerate(suite) if not _is_text(each))
    elif habit is _Habit.BEFORE_FORWARD:
        place = next((n for n in range(number) if _runs_forward(trace, document, suite[n])), number)
    return suite[place] if free <= place and suite[place] is not moved else anchor


def _number(suite: list[ast.stmt], statement: ast.stmt) -> int:
    return next(n for n, each in enumerate(suite) if each is statement)


def _first_free(trace: Trace, suite: list[ast.stmt], number: int, text: str) -> int:
    """The first statement from which on nothing touches gradients, nor what the text names, until another."""
    names = names_in(text)
    while number and not _touches(trace, suite[number - 1]) and not binds(suite[number - 1], names):
        number -= 1
    return number


def _touches(trace: Trace, statement: ast.stmt) -> bool:
    """Whether a statement fills, uses or cleans gradients, also in what it calls."""
    inside = {id(node) for node in walk(statement)}
    if any(isinstance(node, ast.Attribute) and node.attr in _TOUCHES for node in walk(statement)):
        return True
    return any(
        id(place.node) in inside
        for event in (*trace.of(Backward), *trace.of(Step), *trace.of(ZeroGrad))
        for place in (event.place, *(site.place for site in event.stack))
    )


def _habit(trace: Trace, document: Document, anchor: ast.stmt, moved: ast.stmt | None) -> _Habit | None:
    """Where most calls of the function stand, or else of the file."""
    function = document.enclosing_function(anchor)
    near: Counter[_Habit] = Counter()
    far: Counter[_Habit] = Counter()
    for node in document.nodes:
        if isinstance(node, ast.Expr) and _zeroes(node) and node is not moved:
            votes = near if document.enclosing_function(node) is function else far
            votes.update(_votes(trace, document, node))
    votes = near or far
    return max(_Habit, key=lambda habit: votes[habit]) if votes else None


def _votes(trace: Trace, document: Document, zero: ast.stmt) -> Iterator[_Habit]:
    suite = suite_of(document, zero)
    number = _number(suite, zero)
    following = [each for each in suite[number + 1 :] if not _zeroes(each)]
    before = [each for each in suite[:number] if not _zeroes(each) and not _is_text(each)]
    if not any(_runs_backward(each) for each in following):
        return
    directly = _runs_backward(following[0])
    if directly and before:
        yield _Habit.BEFORE_BACKWARD
    elif not directly:
        if not before:
            yield _Habit.FIRST
        if _runs_forward(trace, document, following[0]):
            yield _Habit.BEFORE_FORWARD


def _zeroes(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == "zero_grad"


def _runs_backward(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in walk(statement))


def _runs_forward(trace: Trace, document: Document, statement: ast.stmt) -> bool:
    inside = {id(node) for node in walk(statement)}
    return any(
        id(event.place.node) in inside for event in trace.of(Forward) if event.place.document is document
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
