"""Where a statement about a module can be written so that it runs before one of its forward passes."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.fixes import on_one_line
from torchvet.interpret.events import Forward, Place
from torchvet.source.document import Document
from torchvet.source.nodes import walk

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
    """The text of an expression that means the same thing when it is written again: ``nets["main"].body``.

    An index may be a name (``self.nets[number]``): whether it means the same elsewhere is to be asked.
    """
    inner: ast.expr = node
    while isinstance(inner, ast.Attribute) or (
        isinstance(inner, ast.Subscript) and isinstance(inner.slice, ast.Constant | ast.Name)
    ):
        inner = inner.value
    return on_one_line(document, node) if isinstance(inner, ast.Name) else None


def owner_of(forward: Forward) -> str:
    """The module that was called, as the program calls it ("model", also in ``model.forward(x)``)."""
    return forward.owner_label.removesuffix(".forward")


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


def outermost_loop_below(place: Place, loop: ast.AST | None, expression: str = "") -> ast.stmt:
    """The statement to write before, so that it runs once a turn of a loop.

    Args:
        place: what shall run afterwards.
        loop: the loop; None for the function's body.
        expression: what will be written; it has to mean there what it means at the place.

    Returns:
        The outermost loop around the place that stands inside the given one, else the place's statement.
    """
    anchor, names = place.document.statement_of(place.node), names_in(expression)
    for node in ancestors(place):
        if node is loop or binds(node, names):
            break
        if isinstance(node, LOOPS):
            anchor = node
    return anchor


def names_in(expression: str) -> frozenset[str]:
    """The names that have to mean something where an expression stands."""
    tree = ast.parse(expression)
    return frozenset(node.id for node in walk(tree) if isinstance(node, ast.Name))


def binds(node: ast.AST, names: frozenset[str]) -> bool:
    """Whether a compound statement gives one of some names its meaning, in its header or its body."""
    return any(
        isinstance(each, ast.Name) and each.id in names and isinstance(each.ctx, ast.Store)
        for each in walk(node)
    )
