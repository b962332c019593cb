"""Where in its suite a program sets modes, so that a fix does it at the same place."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from torchvet.fixes import suite_of
from torchvet.interpret.events import Event, Forward, ModeSet
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import LOOPS, binds, names_in
from torchvet.source.document import Document
from torchvet.source.nodes import walk

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_MODES = frozenset({"train", "eval", "training"})
_BEGINS = (*LOOPS, ast.With, ast.AsyncWith)
_SPEAKS_OF_MODE = re.compile(r"\b(train|eval)\w*\b.*\bmode\b|\bmode\b.*\b(train|eval)", re.IGNORECASE)


def mode_anchor(
    trace: Trace, document: Document, anchor: ast.stmt, receiver: str, moved: ast.stmt | None = None
) -> ast.stmt:
    """The statement before which a mode is set: below a comment that says so, or the first of its suite.

    It is the first of a loop's body, as it mostly is in programs, and the first of a function where the
    document's other calls are.

    Args:
        trace: the trace.
        document: the document.
        anchor: a statement before which it would do.
        receiver: the module, as it is called there.
        moved: the statement that is moved there, if it isn't a new one.

    Returns:
        A statement of the same suite with nothing between the two that minds the mode.
    """
    suite = suite_of(document, anchor)
    number = next(n for n, each in enumerate(suite) if each is anchor)
    events = [*trace.of(Forward), *trace.of(ModeSet)]
    free = number
    while free and not _minds(suite[free - 1], receiver, events) and suite[free - 1] is not moved:
        free -= 1
    announced = next((each for each in suite[free:number] if _is_announced(document, each)), None)
    if announced is not None:
        return announced
    start = next(n for n, each in enumerate(suite) if not _is_text(each))
    owner = document.parent_of(anchor)
    is_usual = isinstance(owner, LOOPS)
    if isinstance(owner, _FUNCTIONS):
        is_usual = _others_come_first(document, moved)
    return suite[start] if is_usual and free <= start and suite[start] is not moved else anchor


def _minds(statement: ast.stmt, receiver: str, events: Sequence[Event]) -> bool:
    """Whether a statement uses a module, makes it, or has to do with modes, also in what it calls."""
    owner = receiver.rpartition(".")[2]
    if binds(statement, names_in(receiver)):
        return True
    for node in walk(statement):
        name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", None)
        if name == owner or name in _MODES:
            return True
    inside = {id(node) for node in walk(statement)}
    return any(
        id(place.node) in inside
        for event in events
        for place in (event.place, *(site.place for site in event.stack))
    )


def _is_announced(document: Document, statement: ast.stmt) -> bool:
    """Whether a comment directly above a statement speaks of the mode."""
    lines = {comment.range.start.line: comment.text for comment in document.comments}
    return bool(_SPEAKS_OF_MODE.search(lines.get(statement.lineno - 2, "")))


def _others_come_first(document: Document, moved: ast.stmt | None) -> bool:
    """Whether most calls in the document's functions come first, rather than directly before a loop."""
    first = direct = 0
    for node in document.nodes:
        if not isinstance(node, ast.Expr) or node is moved or not _sets_mode(node):
            continue
        if not isinstance(document.parent_of(node), _FUNCTIONS):
            continue
        suite = [each for each in suite_of(document, node) if not _is_text(each)]
        number = next(n for n, each in enumerate(suite) if each is node)
        following = [each for each in suite[number + 1 :] if not _sets_mode(each)]
        comes_first = all(_sets_mode(each) for each in suite[:number])
        comes_directly = bool(following) and isinstance(following[0], _BEGINS)
        first += comes_first and not comes_directly
        direct += comes_directly and not comes_first
    return first > direct


def _sets_mode(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    function = call.func if isinstance(call, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in ("train", "eval")


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
