"""How tightly expressions bind, so that a replacement gets parentheses exactly where it needs them."""

from __future__ import annotations

import ast
from enum import IntEnum


class Precedence(IntEnum):
    """Python's levels of binding, the loosest first."""

    BARE = 0
    """A tuple, generator or ``yield`` without parentheses, a starred expression."""
    NAMED = 1
    LAMBDA = 2
    CONDITIONAL = 3
    OR = 4
    AND = 5
    NOT = 6
    COMPARISON = 7
    BIT_OR = 8
    BIT_XOR = 9
    BIT_AND = 10
    SHIFT = 11
    SUM = 12
    PRODUCT = 13
    UNARY = 14
    POWER = 15
    AWAIT = 16
    ATOM = 17


_OPERATORS: dict[type[ast.operator], Precedence] = {
    ast.BitOr: Precedence.BIT_OR,
    ast.BitXor: Precedence.BIT_XOR,
    ast.BitAnd: Precedence.BIT_AND,
    ast.LShift: Precedence.SHIFT,
    ast.RShift: Precedence.SHIFT,
    ast.Add: Precedence.SUM,
    ast.Sub: Precedence.SUM,
    ast.Pow: Precedence.POWER,
}
_KINDS: dict[type[ast.expr], Precedence] = {
    ast.Starred: Precedence.BARE,
    ast.Yield: Precedence.BARE,
    ast.YieldFrom: Precedence.BARE,
    ast.NamedExpr: Precedence.NAMED,
    ast.Lambda: Precedence.LAMBDA,
    ast.IfExp: Precedence.CONDITIONAL,
    ast.Compare: Precedence.COMPARISON,
    ast.Await: Precedence.AWAIT,
}


def parse_expression(text: str) -> ast.expr:
    """The tree of an expression, also of one that may only stand in parentheses.

    Raises:
        SyntaxError: it is no expression.
    """
    return ast.parse(f"({text}\n)", mode="eval").body


def precedence_of(text: str) -> Precedence:
    """How tightly an expression binds as it is written, its own parentheses regarded.

    Raises:
        SyntaxError: it is no expression.
    """
    node = parse_expression(text.strip())
    if isinstance(node, ast.Tuple | ast.GeneratorExp):
        return Precedence.ATOM if node.col_offset > 0 else Precedence.BARE
    if node.col_offset > 1 or node.lineno > 1:
        return Precedence.ATOM
    return _of_node(node)


def required_by(parent: ast.AST | None, node: ast.expr) -> Precedence:
    """How tightly an expression has to bind to stand without parentheses where a node stands.

    Args:
        parent: what holds the node.
        node: the expression that stands there now.
    """
    match parent:
        case ast.Attribute() | ast.Await():
            return Precedence.ATOM
        case ast.Call():
            return Precedence.ATOM if node is parent.func else Precedence.NAMED
        case ast.Subscript():
            return Precedence.ATOM if node is parent.value else Precedence.NAMED
        case ast.BinOp():
            return _operand(parent, node)
        case ast.UnaryOp():
            return _of_node(parent)
        case ast.BoolOp():
            return Precedence(_of_node(parent) + 1)
        case ast.Compare() | ast.Starred():
            return Precedence.BIT_OR
        case ast.IfExp():
            return Precedence.LAMBDA if node is parent.orelse else Precedence.OR
        case ast.comprehension():
            return Precedence.OR
        case _:
            return Precedence.LAMBDA


def _operand(parent: ast.BinOp, node: ast.expr) -> Precedence:
    level = _of_node(parent)
    if level is Precedence.POWER:
        return Precedence.AWAIT if node is parent.left else Precedence.UNARY
    return level if node is parent.left else Precedence(level + 1)


def _of_node(node: ast.expr) -> Precedence:
    match node:
        case ast.BinOp():
            return _OPERATORS.get(type(node.op), Precedence.PRODUCT)
        case ast.UnaryOp():
            return Precedence.NOT if isinstance(node.op, ast.Not) else Precedence.UNARY
        case ast.BoolOp():
            return Precedence.OR if isinstance(node.op, ast.Or) else Precedence.AND
        case ast.Constant() if isinstance(node.value, int | float | complex):
            return Precedence.AWAIT
        case _:
            return _KINDS.get(type(node), Precedence.ATOM)
