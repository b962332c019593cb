"""Whether two events can lie on one path, by the tests that were decided on the way to them."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Set
from typing import NamedTuple

from torchvet.interpret.events import Condition, Event
from torchvet.source.nodes import child_nodes, walk


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


def entangled(first: Event, second: Event) -> bool:
    """Whether different tests on the way to two events ask the same name, so that one may decide the other.

    A name that changes from turn to turn of a loop that runs both decides nothing.
    """
    shared = [loop.place.node for loop in first.loops if second.is_in_loop(loop.place)]
    changing = {name for loop in shared for name in _bound_in(loop)}
    mine, theirs = ([each.place.node for each in _open(event.conditions)] for event in (first, second))
    return any(
        ast.dump(test) != ast.dump(other) and _stable(_names(test), changing) & set(_names(other))
        for test in mine
        for other in theirs
    )


def _stable(names: Iterable[str], changing: Set[str]) -> set[str]:
    return {name for name in names if name.partition(".")[0] not in changing}


def _bound_in(node: ast.AST) -> Iterator[str]:
    for each in walk(node):
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id


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
    for child in child_nodes(node):
        yield from _names(child)
