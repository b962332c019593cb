"""What the outcome of a test says of a module's mode."""

from __future__ import annotations

import ast

from torchvet.source.nodes import walk

_EITHER = frozenset({True, False})


def speaks_of_mode(test: ast.AST, outcome: bool) -> bool:
    """Whether an outcome of a test depends on the module's mode in the way of a switch.

    What runs at every evaluation and at times in training as well (``if self.training and skip: … else:``)
    is not switched by the mode.
    """
    if not mentions_mode(test):
        return False
    in_training, in_evaluation = _outcomes(test, True), _outcomes(test, False)
    return in_evaluation != frozenset({outcome}) or outcome not in in_training or len(in_training) == 1


def mentions_mode(node: ast.AST) -> bool:
    """Whether a mode is read anywhere in an expression."""
    return any(isinstance(inner, ast.Attribute) and inner.attr == "training" for inner in walk(node))


def _outcomes(test: ast.AST, training: bool) -> frozenset[bool]:
    """What a test can come out as in one of the modes."""
    match test:
        case ast.Attribute(attr="training"):
            return frozenset({training})
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return frozenset(not each for each in _outcomes(operand, training))
        case ast.BoolOp(op=operator, values=values):
            decisive = isinstance(operator, ast.Or)
            parts = [_outcomes(value, training) for value in values]
            possible = {decisive} if any(decisive in part for part in parts) else set[bool]()
            otherwise = not decisive
            return frozenset(possible | ({otherwise} if all(otherwise in part for part in parts) else set()))
        case _:
            return _EITHER
