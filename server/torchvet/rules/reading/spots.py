"""Where a statement about a module can be written so that it runs before one of its forward passes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.interpret.events import Forward, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.source.document import Document

LOOPS = (ast.For, ast.AsyncFor, ast.While)


def dotted(node: ast.AST) -> str | None:
    """The text of a plain name with attributes ("self.net"); None for any other expression."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return owner and f"{owner}.{node.attr}"
    return None


def repeatable(document: Document, node: ast.expr) -> str | None:
    """The text of an expression that means the same thing when it is written again: ``nets["main"].body``."""
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute) or (
        isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant)
    ):
        inner = inner.value
    text = document.text_of(node)
    return text if isinstance(inner, ast.Name) and "\n" not in text else None


def receiver_at_call(forward: Forward) -> str | None:
    """The module's expression where it is called, if it can be written again beside the call."""
    call = forward.place.node
    called = repeatable(forward.place.document, call.func) if isinstance(call, ast.Call) else None
    if called is None:
        return None
    owner = owner_of(forward)
    return owner if called.startswith(f"{owner}.") else called.removesuffix(".forward")


def owner_of(forward: Forward) -> str:
    """The module that was called, as the program calls it ("model", also in ``model.forward(x)``)."""
    return forward.owner_label.removesuffix(".forward")


def receiver_of(event: ModeSet) -> str | None:
    """The expression on which ``train()`` or ``eval()`` was called ("model")."""
    call = event.place.node
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        return repeatable(event.place.document, call.func.value)
    return None


def receiver_in(trace: Trace, forward: Forward, place: Place) -> str | None:
    """The module's expression in the function that holds a place, if anything there tells it.

    Args:
        trace: the trace.
        forward: a forward pass of the module.
        place: the forward's own place, or a call through which it was reached.
    """
    if place == forward.place:
        return receiver_at_call(forward)
    document = place.document
    function = document.enclosing_function(place.node)
    for event in trace.of(ModeSet):
        same_module = [module.identity for module in event.modules] == [forward.module.identity]
        if same_module and event.place.document is document:
            receiver = receiver_of(event)
            if receiver and document.enclosing_function(event.place.node) is function:
                return receiver
    return None


def ancestors(place: Place) -> Iterator[ast.AST]:
    """The nodes around a place in its own function, innermost first, the function excluded."""
    node = place.document.parent_of(place.node)
    while node is not None and not isinstance(
        node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef | ast.Module
    ):
        yield node
        node = place.document.parent_of(node)


def is_inside(place: Place, outer: Place) -> bool:
    """Whether a place stands in the text of another one, in the same function."""
    return any(node is outer.node for node in ancestors(place))


def same_function(first: Place, second: Place) -> bool:
    """Whether two places stand in the body of the same function, or both in no function."""
    if first.document is not second.document:
        return False
    document = first.document
    return document.enclosing_function(first.node) is document.enclosing_function(second.node)


def outermost_loop_below(place: Place, loop: ast.AST | None) -> ast.stmt:
    """The statement to write before, so that it runs once a turn of a loop.

    Args:
        place: what shall run afterwards.
        loop: the loop; None for the function's body.

    Returns:
        The outermost loop around the place that stands inside the given one, else the place's statement.
    """
    anchor = place.document.statement_of(place.node)
    for node in ancestors(place):
        if node is loop:
            break
        if isinstance(node, LOOPS):
            anchor = node
    return anchor
