"""Where in its loop a program zeroes gradients, so that a fix does it at the same place."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from torchvet.finding import Edit
from torchvet.fixes import (
    insert_statement_after,
    insert_statement_before,
    move_statement_after,
    move_statement_before,
    suite_of,
)
from torchvet.interpret.events import Backward, Event, Place, Step, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import LOOPS, binds, names_in
from torchvet.rules.reading.steps import own_statement
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_TOUCHES = frozenset({"backward", "manual_backward", "step", "zero_grad", "grad"})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_ANNOUNCES = re.compile(r"\b(zero|clear|clean|reset|empty|flush|initiali[sz]e)\w*\b.*\bgrad", re.IGNORECASE)


class _Habit(Enum):
    """Where a ``zero_grad()`` stands among the statements around it."""

    BEFORE_BACKWARD = "directly before the backward"
    FIRST = "first in the loop"
    BEFORE_FORWARD = "directly before the forward pass"
    BEHIND_STEP = "directly behind the step"
    BEHIND_STEPS = "behind the step and the scheduler's"


@dataclass(frozen=True, slots=True)
class ZeroingPlace:
    """Where a ``zero_grad()`` is written.

    Args:
        document: the document.
        statement: the statement before which it is written.
        behind: whether it is written behind the statement instead.
        below_comments: whether the comments above the statement speak of it too.
    """

    document: Document
    statement: ast.stmt
    behind: bool = False
    below_comments: bool = False

    def insert(self, text: str) -> tuple[Edit, ...]:
        """The edits that write a new statement there."""
        if self.behind:
            return insert_statement_after(self.document, self.statement, text)
        return insert_statement_before(
            self.document, self.statement, text, below_comments=self.below_comments
        )

    def move(self, statement: ast.stmt) -> tuple[Edit, ...]:
        """The edits that move a statement there."""
        if self.behind:
            return move_statement_after(self.document, statement, self.statement)
        return move_statement_before(self.document, statement, self.statement)


def zeroing_place(
    trace: Trace,
    document: Document,
    anchor: ast.stmt,
    text: str,
    *,
    moved: ast.stmt | None = None,
    step: Place | None = None,
) -> ZeroingPlace:
    """Where a ``zero_grad()`` is written: where a comment announces it, or where the program has its others.

    Where the program has no others it is the place directly before the backward: zeroing, backward and step
    belong together.

    Args:
        trace: the trace.
        document: the document.
        anchor: a statement that leads to the backward, before which it would do.
        text: what is written.
        moved: the statement that is moved there, if it isn't a new one.
        step: the step behind which it would do as well, if it would.

    Returns:
        A place in the same suite with nothing between it and the anchor (or the step) that touches gradients.
    """
    suite = suite_of(document, anchor)
    number = _number(suite, anchor)
    free = _first_free(trace, suite, number, text)
    announced = _announced(document, suite, range(free, number + 1), moved)
    if announced is not None:
        return ZeroingPlace(document, announced, below_comments=True)
    late = _announced_behind(trace, document, suite, step, text) if step is not None else None
    if late is not None:
        return ZeroingPlace(document, late, behind=True)
    beside = [n for n in range(max(free - 1, 0), number) if _zeroes(suite[n]) and suite[n] is not moved]
    if beside:
        return ZeroingPlace(document, suite[beside[-1] + 1], below_comments=suite[beside[-1] + 1] is anchor)
    habit = _habit(trace, document, anchor, moved)
    last = _stepping(suite, step, moved, all_of_them=habit is _Habit.BEHIND_STEPS) if step else None
    if last is not None and habit in (_Habit.BEHIND_STEP, _Habit.BEHIND_STEPS):
        return ZeroingPlace(document, last, behind=True)
    place = number
    if habit is _Habit.FIRST and isinstance(document.parent_of(anchor), (*LOOPS, *_FUNCTIONS)):
        place = next(n for n, each in enumerate(suite) if not _is_text(each))
    elif habit is _Habit.BEFORE_FORWARD:
        forwards = _forwards_behind(trace, anchor)
        place = next((n for n in range(free, number) if _leads_to(suite[n], forwards)), number)
    chosen = suite[place] if free <= place and suite[place] is not moved else anchor
    return ZeroingPlace(document, chosen, below_comments=chosen is anchor)


def usual_arguments(document: Document, near: ast.AST) -> str:
    """What a function, or else a file, gives each ``zero_grad``: the text of constants, mostly none."""
    function = document.enclosing_function(near)
    mine: set[str] = set()
    others: set[str] = set()
    for node in document.nodes:
        if isinstance(node, ast.Expr) and _zeroes(node) and isinstance(node.value, ast.Call):
            given = [*node.value.args, *(keyword.value for keyword in node.value.keywords)]
            is_plain = all(isinstance(each, ast.Constant) for each in given)
            text = ast.unparse(node.value).rpartition("zero_grad(")[2][:-1] if is_plain else ""
            (mine if document.enclosing_function(node) is function else others).add(text)
    found = mine or others
    return found.pop() if len(found) == 1 else ""


def _number(suite: list[ast.stmt], statement: ast.stmt) -> int:
    return next(n for n, each in enumerate(suite) if each is statement)


def _announced(
    document: Document, suite: list[ast.stmt], numbers: range, moved: ast.stmt | None
) -> ast.stmt | None:
    """The statement below a comment that says that gradients are zeroed here, where nothing zeroes them."""
    for number in numbers:
        statement = suite[number]
        if _zeroes(statement) or statement is moved:
            continue
        lines = range(_end_of_what_is_above(document, suite, number), statement.lineno - 1)
        if any(each.range.start.line in lines and _ANNOUNCES.search(each.text) for each in document.comments):
            return statement
    return None


def _announced_behind(
    trace: Trace, document: Document, suite: list[ast.stmt], step: Place, text: str
) -> ast.stmt | None:
    """The statement from a step on below which a comment says that gradients are zeroed there."""
    own, names = own_statement(step), names_in(text)
    start = next((n for n, each in enumerate(suite) if each is own), len(suite))
    comments = {each.range.start.line: each for each in document.comments}
    for number in range(start, len(suite)):
        statement = suite[number]
        is_step = _calls(statement, "step") or _calls(statement, "update")
        if not is_step and (_touches(trace, statement) or binds(statement, names)):
            return None
        line = statement.end_lineno or statement.lineno
        last = suite[number + 1].lineno - 1 if number + 1 < len(suite) else len(document.lines)
        while line < last and (line in comments or not document.lines[line].strip()):
            comment = comments.get(line)
            deep = comment is not None and comment.range.start.column == statement.col_offset
            if comment is not None and deep and _ANNOUNCES.search(comment.text):
                return statement
            line += 1
    return None


def _end_of_what_is_above(document: Document, suite: list[ast.stmt], number: int) -> int:
    """The line behind the statement, or the header, above a statement of a suite; counted from 0."""
    if number:
        return suite[number - 1].end_lineno or suite[number - 1].lineno
    header = document.parent_of(suite[0])
    is_body = getattr(header, "body", None) is suite
    return getattr(header, "lineno", 0) if is_body else suite[0].lineno - 1


def _stepping(
    suite: list[ast.stmt], step: Place, moved: ast.stmt | None, *, all_of_them: bool
) -> ast.stmt | None:
    """The statement of a step, or the scaler's update and, if wanted, the scheduler's step behind it."""
    own = own_statement(step)
    last = next((n for n, each in enumerate(suite) if each is own), None)
    if last is None:
        return None
    following = [n for n in range(last + 1, len(suite)) if suite[n] is not moved]
    for number in following:
        if not (_calls(suite[number], "update") or (all_of_them and _calls(suite[number], "step"))):
            break
        last = number
    return suite[last]


def _first_free(trace: Trace, suite: list[ast.stmt], number: int, text: str) -> int:
    """The first statement from which on nothing touches gradients, nor what the text names, until another."""
    names = names_in(text)
    while number and not _touches(trace, suite[number - 1]) and not binds(suite[number - 1], names):
        number -= 1
    return number


def _touches(trace: Trace, statement: ast.stmt) -> bool:
    """Whether a statement fills, uses or cleans gradients, also in what it calls."""
    if any(isinstance(node, ast.Attribute) and node.attr in _TOUCHES for node in walk(statement)):
        return True
    return _leads_to(statement, (*trace.of(Backward), *trace.of(Step), *trace.of(ZeroGrad)))


def _habit(trace: Trace, document: Document, anchor: ast.stmt, moved: ast.stmt | None) -> _Habit | None:
    """Where most calls of the function stand, or else of the class, or else of the file."""
    function = document.enclosing_function(anchor)
    mine, surroundings = function, document.parent_of(function) if function is not None else None
    votes: list[Counter[_Habit]] = [Counter(), Counter(), Counter()]
    for node in document.nodes:
        if isinstance(node, ast.Expr) and _zeroes(node) and node is not moved:
            other = document.enclosing_function(node)
            around = document.parent_of(other) if other is not None else None
            is_near = isinstance(around, ast.ClassDef) and around is surroundings
            votes[0 if other is mine else 1 if is_near else 2].update(_votes(trace, document, node))
    counted = next((each for each in votes if each), None)
    return max(_Habit, key=lambda habit: counted[habit]) if counted else None


def _votes(trace: Trace, document: Document, zero: ast.stmt) -> Iterator[_Habit]:
    suite = suite_of(document, zero)
    number = _number(suite, zero)
    following = [each for each in suite[number + 1 :] if not _zeroes(each)]
    before = [each for each in suite[:number] if not _zeroes(each) and not _is_text(each)]
    if not any(_runs_backward(each) for each in following):
        steps = bool(before) and (_calls(before[-1], "step") or _calls(before[-1], "update"))
        if steps and any(_runs_backward(each) for each in before):
            scheduled = bool(following) and _calls(following[0], "step")
            yield _Habit.BEHIND_STEP if scheduled else _Habit.BEHIND_STEPS
        return
    directly = _runs_backward(following[0])
    if directly and before:
        yield _Habit.BEFORE_BACKWARD
    elif not directly:
        if not before:
            yield _Habit.FIRST
        if _leads_to(following[0], _forwards_behind(trace, None)):
            yield _Habit.BEFORE_FORWARD


def _zeroes(statement: ast.stmt) -> bool:
    return _calls(statement, "zero_grad")


def _calls(statement: ast.stmt, method: str) -> bool:
    """Whether a statement is a call of a method with that name, and nothing else."""
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr == method


def _runs_backward(statement: ast.stmt) -> bool:
    return any(isinstance(node, ast.Attribute) and node.attr == "backward" for node in walk(statement))


def _forwards_behind(trace: Trace, anchor: ast.stmt | None) -> list[Event]:
    """The forward passes whose gradients a statement's backward computes, or any backward."""
    backwards = [each for each in trace.of(Backward) if anchor is None or _leads_to(anchor, [each])]
    indices = frozenset[int]().union(*(backward.forwards for backward in backwards))
    return [trace.at(index) for index in sorted(indices)]


def _leads_to(statement: ast.stmt, events: Iterable[Event]) -> bool:
    """Whether one of some events happens in a statement, or in what it calls."""
    inside = {id(node) for node in walk(statement)}
    return any(
        id(place.node) in inside
        for event in events
        for place in (event.place, *(site.place for site in event.stack))
    )


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
