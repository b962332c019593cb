"""Loops that train."""

from __future__ import annotations

import ast
import re
from typing import TypeGuard

from torchvet.interpret.events import Backward, Iterates, LoopEntered, LoopPass, Place, Step
from torchvet.interpret.trace import Trace
from torchvet.source.nodes import walk
from torchvet.source.position import Position, Range

_FOR_EVALUATION = re.compile(
    r"(^|_)(val|valid|validation|test|eval|evaluation|dev)_?(data)?(loaders?|dl|dataset|data|batches|iter)($|_)",
    re.IGNORECASE,
)
_BATCHES = (Iterates.LOADER, Iterates.REPEATED_BATCH)


def training_loops(trace: Trace) -> dict[Place, Step]:
    """The loops over batches in which a model is trained, each with its first step.

    For a step that several such loops run, that is the innermost one that runs a backward too.
    """
    with_backward = {loop.place for backward in trace.of(Backward) for loop in backward.loops}
    found: dict[Place, Step] = {}
    for step in trace.of(Step):
        for loop in reversed(step.loops):
            if loop.iterates in _BATCHES and loop.place in with_backward:
                found.setdefault(loop.place, step)
                break
    return found


def loops_with_steps(trace: Trace) -> list[Place]:
    """The loops in which a model is trained, whatever they run over, each once.

    For a step that is the loop over batches; without one, the innermost loop that runs a backward too.
    """
    found = dict.fromkeys(training_loops(trace))
    with_backward = {loop.place for backward in trace.of(Backward) for loop in backward.loops}
    for step in trace.of(Step):
        if not any(loop.place in found for loop in step.loops):
            around = [loop.place for loop in step.loops if loop.place in with_backward]
            found.update(dict.fromkeys(around[-1:]))
    return list(found)


def entered(trace: Trace, loop: Place) -> list[LoopEntered]:
    """The events with which a loop began, one for each way in which it was reached."""
    return [event for event in trace.of(LoopEntered) if event.place == loop]


def iterates(trace: Trace, loop: Place) -> set[Iterates]:
    """What a loop runs over, each time that it is reached."""
    return {event.iterates for event in entered(trace, loop)}


def header_of(loop: Place) -> Range:
    """The range of a loop's header, from its first word to the colon."""
    document, node = loop.document, loop.node
    last = node.iter if isinstance(node, ast.For | ast.AsyncFor) else getattr(node, "test", node)
    start, end = loop.range.start, document.range_of(last).end
    colon = document.text.find(":", document.offset_at(end))
    if colon < 0 or document.position_at(colon).line != end.line:
        return Range(start, end)
    closing = document.position_at(colon)
    return Range(start, Position(closing.line, closing.column + 1))


def is_named_for_evaluation(loop: LoopPass | None) -> bool:
    """Whether what a loop runs over is called after evaluating: ``self.val_loader``, ``test_batches``."""
    node = loop.place.node if loop is not None else None
    if not isinstance(node, ast.For | ast.AsyncFor):
        return False
    names = [
        each.id if isinstance(each, ast.Name) else each.attr for each in walk(node.iter) if _is_name(each)
    ]
    return any(_FOR_EVALUATION.search(name) for name in names)


def _is_name(node: ast.AST) -> TypeGuard[ast.Name | ast.Attribute]:
    return isinstance(node, ast.Name | ast.Attribute)


def runs(step: Step, loop: LoopPass) -> bool:
    """Whether a step is taken in a loop."""
    return step.is_in_loop(loop.place)
