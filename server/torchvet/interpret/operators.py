"""Arithmetic, comparisons and the operators of logic."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable
from typing import Any

from torchvet.interpret.events import Form
from torchvet.interpret.records import LONGEST_SEQUENCE, Mapping, Sequence
from torchvet.interpret.special_methods import SpecialMethods
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    FALSE,
    NONE,
    OTHER_FORM,
    TRUE,
    Attribute,
    Constant,
    External,
    Formula,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
)

_PLAIN = Unknown | Formula | Constant | External
_OPEN = Unknown | Formula
_MAYBE_NONE = Unknown | Attribute
_NUMBER = int | float
_SAME = ast.Is | ast.Eq
_EQUALITIES = ast.Is | ast.Eq | ast.IsNot | ast.NotEq
_IDENTITIES = ast.Is | ast.IsNot
_MEMBERSHIPS = ast.In | ast.NotIn


_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: a // b,
    ast.Mod: operator.mod,
}

_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}

_NEGATED = {"NotEq": "Eq", "IsNot": "Is", "NotIn": "In", "GtE": "Lt", "LtE": "Gt"}

_SCALES = (ast.Mult, ast.Div)

_SHIFTS = (ast.Add, ast.Sub)


LONGEST_RESULT = 256
GREATEST_RESULT = 2**63


def is_small(value: object) -> bool:
    """Whether a computed constant is worth keeping: sums of sums grow without end."""
    if isinstance(value, str):
        return len(value) <= LONGEST_RESULT
    return isinstance(value, float) or (isinstance(value, int) and abs(value) < GREATEST_RESULT)


def size_of(value: Value) -> int:
    """The number of operators in a formula."""
    return 1 + sum(size_of(operand) for operand in value.operands) if isinstance(value, Formula) else 0


class Operators(SpecialMethods):
    """The part of the interpreter that evaluates operators."""

    def _binary(self, node: ast.BinOp, state: State) -> Value:
        left, right = self.evaluate(node.left, state), self.evaluate(node.right, state)
        return self.operate(node.op, left, right, node, state)

    def operate(self, kind: ast.operator, left: Value, right: Value, node: ast.AST, state: State) -> Value:
        """The value of a binary operator."""
        if isinstance(left, Constant) and isinstance(right, Constant):
            return self._constant_operation(kind, left, right, node)
        if type(left) is Ref or type(right) is Ref:
            for one, other, expression in (
                (left, right, getattr(node, "left", None)),
                (right, left, getattr(node, "right", None)),
            ):
                listed = self._sequence_operation(kind, one, other, expression, node, state)
                if listed is not None:
                    return listed
            special = self.special_binary(kind, left, right, node, state)
            if special is not None:
                return special
        tensor = self._tensor_operation(kind, left, right, state)
        if tensor is not None:
            return tensor
        plain = isinstance(left, _PLAIN) and isinstance(right, Unknown | Formula | Constant | External)
        # What gradients flow through is no number to test, but may be a loss.
        if plain and not holders_of(left) and not holders_of(right) and size_of(left) + size_of(right) < 16:
            return Formula(type(kind).__name__, (left, right))
        return self.fresh_unknown(node, state, left, right)

    def _constant_operation(
        self, kind: ast.operator, left: Constant, right: Constant, node: ast.AST
    ) -> Value:
        compute = _ARITHMETIC.get(type(kind))
        a, b = left.value, right.value
        textual = isinstance(a, str) and isinstance(b, str) and isinstance(kind, ast.Add)
        numeric = isinstance(a, _NUMBER) and isinstance(b, _NUMBER)
        if compute and (numeric or textual):
            try:
                value = compute(a, b)
            except (ArithmeticError, ValueError, TypeError):
                return self.unknown(node)
            return Constant(value) if is_small(value) else self.unknown(node)
        return self.unknown(node)

    def _sequence_operation(
        self,
        kind: ast.operator,
        one: Value,
        other: Value,
        expression: ast.expr | None,
        node: ast.AST,
        state: State,
    ) -> Value | None:
        record = state.read(one.id) if isinstance(one, Ref) else None
        if not isinstance(record, Sequence):
            return None
        if isinstance(kind, ast.Mult):
            repeated = None
            if (
                record.items is not None
                and len(record.items) == 1
                and isinstance(expression, ast.List | ast.Tuple)
            ):
                repeated = expression.elts[0]
            made = Sequence(
                kind=record.kind,
                items=None,
                element=record.any_element(),
                made_at=self.place(node),
                repeated=repeated or record.repeated,
            )
            return self.put(node, made, state, "repeated")
        if isinstance(kind, ast.Add) and isinstance(other, Ref):
            second = state.read(other.id)
            if isinstance(second, Sequence):
                left, right = (
                    (record, second) if expression is getattr(node, "left", None) else (second, record)
                )
                items = None if left.items is None or right.items is None else left.items + right.items
                if items is not None and len(items) > LONGEST_SEQUENCE:
                    items = None
                elements = [e for e in (left.any_element(), right.any_element()) if e is not None]
                element = None
                if items is None and elements:
                    element = elements[0] if len(elements) == 1 else join(elements[0], elements[1])
                made = Sequence(kind=record.kind, items=items, element=element, made_at=self.place(node))
                return self.put(node, made, state, "sum")
        return None

    def _tensor_operation(self, kind: ast.operator, left: Value, right: Value, state: State) -> Value | None:
        left, right = self.as_tensor(left, state), self.as_tensor(right, state)
        if not isinstance(left, Tensor) and not isinstance(right, Tensor):
            return None
        facts = OTHER_FORM
        for one, other in ((left, right), (right, left)):
            if isinstance(one, Tensor):
                kept = tuple(
                    fact for fact in one.facts if self._survives(kind, fact.form, other, one is left)
                )
                if kept == one.facts:
                    facts = kept
        holders = holders_of(left) | holders_of(right)
        return Tensor(facts, holders, events_of(left) | events_of(right))

    @staticmethod
    def _survives(kind: ast.operator, form: Form, other: Value, is_left: bool) -> bool:
        """Whether arithmetic with the other operand leaves a tensor what it was."""
        if form is Form.UNKNOWN:
            return True
        if isinstance(other, Tensor):
            both_raw = all(fact.form is Form.LOGITS for fact in other.facts)
            return form is Form.LOGITS and both_raw and isinstance(kind, _SHIFTS)
        known = isinstance(other, Constant) and isinstance(other.value, _NUMBER)
        if form is Form.LOGITS:
            return (
                isinstance(kind, ast.Mult | ast.Add) or (isinstance(kind, _SCALES + _SHIFTS) and is_left)
            ) and (known or not events_of(other))
        tiny = isinstance(other, Constant) and isinstance(other.value, _NUMBER) and abs(other.value) < 1e-3
        return form in (Form.PROBABILITIES, Form.SIGMOID) and isinstance(kind, _SHIFTS) and tiny and is_left

    def as_tensor(self, value: Value, state: State) -> Value:
        """A leaf as the tensor that it is; any other value as it stands."""
        return value

    def _unary(self, node: ast.UnaryOp, state: State) -> Value:
        value = self.evaluate(node.operand, state)
        if isinstance(node.op, ast.Not):
            known = self.truth(value, state)
            if known is not None:
                return FALSE if known else TRUE
            return Formula("Not", (value,))
        if isinstance(value, Constant) and isinstance(value.value, _NUMBER) and isinstance(node.op, ast.USub):
            return Constant(-value.value)
        if type(value) is Ref:
            special = self.special_unary(node.op, value, node, state)
            if special is not None:
                return special
        tensor = self.as_tensor(value, state)
        if isinstance(tensor, Tensor):
            return Tensor(OTHER_FORM, tensor.holders, tensor.events)
        if isinstance(value, _OPEN) and isinstance(node.op, ast.USub) and not holders_of(value):
            return Formula("USub", (value,))
        return self.fresh_unknown(node, state, value)

    def _boolean(self, node: ast.BoolOp, state: State) -> Value:
        result: Value | None = None
        stops = isinstance(node.op, ast.Or)
        for position, operand in enumerate(node.values):
            value = self.evaluate(operand, state)
            last = position == len(node.values) - 1
            known = self.truth(value, state)
            if known is stops or last:
                return value if result is None else join(result, value)
            if known is None:
                result = value if result is None else join(result, value)
        return result or NONE

    def _compare(self, node: ast.Compare, state: State) -> Value:
        left = self.evaluate(node.left, state)
        result: Value = TRUE
        for kind, operand in zip(node.ops, node.comparators, strict=True):
            right = self.evaluate(operand, state)
            one = self._comparison(kind, left, right, node, state)
            if one == FALSE:
                return FALSE
            if one != TRUE:
                result = one if result == TRUE else Formula("And", (result, one))
            left = right
        return result

    def _comparison(self, kind: ast.cmpop, left: Value, right: Value, node: ast.AST, state: State) -> Value:
        if (type(left) is Ref or type(right) is Ref) and not isinstance(kind, _IDENTITIES):
            special = self.special_comparison(kind, left, right, node, state)
            if special is not None:
                return special
        known = self._known_comparison(kind, left, right, state)
        if known is not None:
            return TRUE if known else FALSE
        sources = (self.as_tensor(left, state), self.as_tensor(right, state))
        if any(isinstance(source, Tensor) for source in sources):
            return Tensor(OTHER_FORM, events=events_of(sources[0]) | events_of(sources[1]))
        name = type(kind).__name__
        plain = _NEGATED.get(name)
        formula = Formula(plain or name, (left, right))
        return Formula("Not", (formula,)) if plain else formula

    def _known_comparison(self, kind: ast.cmpop, left: Value, right: Value, state: State) -> bool | None:
        if isinstance(kind, _EQUALITIES) and right == NONE:
            same = False if self.is_filled_gradient(left, state) else self._is_none(left)
            if same is not None:
                return same is isinstance(kind, _SAME)
            return None
        if isinstance(left, Constant) and isinstance(right, Constant):
            if isinstance(kind, _IDENTITIES):
                return (left == right) is isinstance(kind, ast.Is)
            compare = _COMPARISONS.get(type(kind))
            try:
                return compare(left.value, right.value) if compare else None
            except TypeError:
                return None
        if isinstance(kind, _MEMBERSHIPS) and isinstance(left, Constant) and isinstance(right, Ref):
            found = self._contains(right, left, state)
            return found if found is None else found is isinstance(kind, ast.In)
        return None

    @staticmethod
    def _is_none(value: Value) -> bool | None:
        if isinstance(value, Several):
            answers = {Operators._is_none(member) for member in value.values}
            return answers.pop() if len(answers) == 1 else None
        if isinstance(value, Constant):
            return value.value is None
        return None if isinstance(value, _MAYBE_NONE) else False

    def _contains(self, container: Ref, item: Constant, state: State) -> bool | None:
        record = state.read(container.id)
        if isinstance(record, Sequence) and record.items is not None:
            if item in record.items:
                return True
            return False if all(isinstance(other, Constant) for other in record.items) else None
        if isinstance(record, Mapping):
            return True if item.value in record.entries else False if record.rest is None else None
        return None
