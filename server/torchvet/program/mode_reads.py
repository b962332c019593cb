"""Where the text of a class looks at the mode of its object."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.source.nodes import remembered, walk


@remembered
def training_reads(node: ast.ClassDef) -> tuple[frozenset[str], ...]:
    """The places where a class's own text looks at ``self.training``.

    Of each the attributes of the object that have to be true there: the ``self.noisy`` of ``if self.noisy:``.
    """
    if not any(_is_training(inner) for inner in walk(node)):
        return ()
    return tuple(_reads_below(node, frozenset()))


def _is_training(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "training" and isinstance(node.ctx, ast.Load)


def _reads_below(node: ast.AST, switches: frozenset[str]) -> Iterator[frozenset[str]]:
    if _is_training(node):
        yield switches
    if isinstance(node, ast.If | ast.IfExp):
        inside = switches | _switches(node.test)
        yield from _reads_below(node.test, switches)
        for child in node.body if isinstance(node, ast.If) else (node.body,):
            yield from _reads_below(child, inside)
        for child in node.orelse if isinstance(node, ast.If) else (node.orelse,):
            yield from _reads_below(child, switches)
        return
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.And):
        for number, child in enumerate(node.values):
            before = (_switches(each) for each in node.values[:number])
            yield from _reads_below(child, switches.union(*before))
        return
    for child in ast.iter_child_nodes(node):
        yield from _reads_below(child, switches)


def _switches(test: ast.expr) -> frozenset[str]:
    """The attributes of ``self`` that are true where a test is."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return frozenset[str]().union(*map(_switches, test.values))
    if isinstance(test, ast.Attribute) and isinstance(test.value, ast.Name) and test.value.id == "self":
        return frozenset({test.attr})
    return frozenset()
