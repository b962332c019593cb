"""Optimizers of the program that count the calls of ``step()`` and change nothing in most of them."""

from __future__ import annotations

import ast

from torchvet.program.usage import dotted
from torchvet.source.document import FunctionNode
from torchvet.source.nodes import walk


def returns_when_counting(step: FunctionNode) -> bool:
    """Whether a ``step`` returns early, by a test of what it counts up itself: it gathers gradients.

    Args:
        step: the method.
    """
    counted = {
        dotted(node.target)
        for node in walk(step)
        if isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Attribute)
    } - {None}
    return any(
        isinstance(test, ast.If)
        and bool(test.body)
        and isinstance(test.body[-1], ast.Return)
        and any(isinstance(node, ast.Attribute) and dotted(node) in counted for node in walk(test.test))
        for test in step.body
    )
