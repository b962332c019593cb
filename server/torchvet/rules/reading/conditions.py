"""Whether two events can lie on one path, by the tests that were decided on the way to them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from torchvet.interpret.events import Condition


class _Claim(NamedTuple):
    """What a decided test says of an expression: that it is, or isn't, something."""

    subject: str
    value: str | None
    holds: bool


def contradict(first: Iterable[Condition], second: Iterable[Condition]) -> bool:
    """Whether no run of the program meets both, if what the tests ask doesn't change in between.

    Tests whose outcome is known, and those of the kind "every k-th turn", say nothing here.
    """
    others = list(_claims(second))
    return any(_exclude(mine, other) for mine in _claims(first) for other in others)


def entangled(first: Iterable[Condition], second: Iterable[Condition]) -> bool:
    """Whether different tests of the two ask the same names, so that one may decide the other."""
    mine, theirs = (
        {ast.dump(condition.place.node): condition.place.node for condition in _open(conditions)}
        for conditions in (first, second)
    )
    asked = {name for test in mine.keys() - theirs.keys() for name in _names(mine[test])}
    return any(name in asked for test in theirs.keys() - mine.keys() for name in _names(theirs[test]))


def _open(conditions: Iterable[Condition]) -> Iterator[Condition]:
    return (condition for condition in conditions if not condition.known and not condition.periodic)


def _claims(conditions: Iterable[Condition]) -> Iterator[_Claim]:
    for condition in _open(conditions):
        yield from _claims_of(condition.place.node, condition.outcome)


def _claims_of(test: ast.AST, outcome: bool) -> Iterator[_Claim]:
    match test:
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield from _claims_of(operand, not outcome)
        case ast.BoolOp(op=operator, values=values) if isinstance(operator, ast.And) == outcome:
            for value in values:
                yield from _claims_of(value, outcome)
        case ast.Compare(left=left, ops=[ast.Eq() | ast.Is()], comparators=[ast.Constant(value=value)]):
            yield _Claim(ast.dump(left), repr(value), outcome)
        case ast.Compare(left=left, ops=[ast.NotEq() | ast.IsNot()], comparators=[ast.Constant(value=value)]):
            yield _Claim(ast.dump(left), repr(value), not outcome)
        case _:
            yield _Claim(ast.dump(test), None, outcome)


def _exclude(first: _Claim, second: _Claim) -> bool:
    if first.subject != second.subject:
        return False
    if first.value == second.value:
        return first.holds != second.holds
    return None not in (first.value, second.value) and first.holds and second.holds


def _names(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Name | ast.Attribute):
        yield ast.unparse(node)
        return
    for child in ast.iter_child_nodes(node):
        yield from _names(child)
