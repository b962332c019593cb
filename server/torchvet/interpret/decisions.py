"""Tests: which way they come out, and what is known after them."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.interpret.events import Condition
from torchvet.interpret.operators import Operators
from torchvet.interpret.records import Mapping, Sequence
from torchvet.interpret.running import MOST_PATHS, Outcome
from torchvet.interpret.state import State, merge
from torchvet.interpret.values import NONE, Bound, Constant, Formula, Function, Ref, Several, Unknown, Value
from torchvet.source.nodes import walk

_NAMED = ast.Name | ast.Attribute
_OPEN = Unknown | Formula
_CALLABLE = Function | Bound
_SAME = ast.Is | ast.Eq
_EQUALITIES = ast.Is | ast.Eq | ast.IsNot | ast.NotEq


class Decisions(Operators):
    """The part of the interpreter that decides tests."""

    def truth(self, value: Value, state: State) -> bool | None:
        if isinstance(value, Constant):
            return bool(value.value)
        if isinstance(value, Formula):
            if value.operator == "Not":
                inner = self.truth(value.operands[0], state)
                return None if inner is None else not inner
            return state.facts.get(value)
        if isinstance(value, Unknown):
            resolved = self.resolve(value, state)
            return state.facts.get(value) if resolved is value else self.truth(resolved, state)
        if isinstance(value, Several):
            answers = {self.truth(member, state) for member in value.values}
            return answers.pop() if len(answers) == 1 else None
        if isinstance(value, Ref):
            record = state.read(value.id)
            if isinstance(record, Sequence):
                return None if record.items is None else bool(record.items)
            if isinstance(record, Mapping):
                return bool(record.entries) or (None if record.rest is not None else False)
            return None if self.decides_its_truth(value, state) else True
        return True if isinstance(value, _CALLABLE) else None

    def decide(self, node: ast.expr, state: State) -> list[tuple[bool, State]]:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return [(not outcome, after) for outcome, after in self.decide(node.operand, state)]
        if isinstance(node, ast.BoolOp):
            return self._decide_boolean(node, state)
        if isinstance(node, ast.Call):
            paths = self.evaluate_paths(node, state)
            if len(paths) > 1:
                # What the call did to modes and gradients goes with what it gave back.
                decided = [each for value, path in paths for each in self._decide_value(node, value, path)]
                return [
                    (outcome, path)
                    for outcome in (True, False)
                    for path in merge([after for each, after in decided if each is outcome], MOST_PATHS)
                ]
            return self._decide_value(node, *paths[0]) if paths else []
        return self._decide_value(node, self.evaluate(node, state), state)

    def _decide_value(self, node: ast.expr, value: Value, state: State) -> list[tuple[bool, State]]:
        known = self.truth(value, state)
        if known is None and type(value) is Ref:
            decisive = self.special_truth(value, node, state)
            if decisive is not None and type(decisive) is not Ref:
                return self._decide_value(node, decisive, state)
        if known is not None:
            periodic = isinstance(value, Formula) and value.periodic
            self._remember_condition(node, state, known, periodic=periodic, known=True)
            return [(known, state)]
        negated = False
        while isinstance(value, Formula) and value.operator == "Not":
            value, negated = value.operands[0], not negated
        periodic = isinstance(value, Formula) and value.periodic
        outcomes: list[tuple[bool, State]] = []
        other = state.fork()
        for outcome, path in ((True, state), (False, other)):
            if isinstance(value, _OPEN):
                path.assume(value, outcome is not negated)
            self._narrow(node, outcome, path)
            self._remember_condition(node, path, outcome, periodic=periodic, known=False)
            outcomes.append((outcome, path))
        return outcomes

    def _remember_condition(
        self, node: ast.expr, state: State, outcome: bool, *, periodic: bool, known: bool
    ) -> None:
        state.path = (*state.path, Condition(self.place(node), outcome, periodic, known))

    def _decide_boolean(self, node: ast.BoolOp, state: State) -> list[tuple[bool, State]]:
        before = state.path
        decided = self._decide_operands(node, state)
        for outcome, after in decided:
            parts = after.path[len(before) :] if after.path[: len(before)] == before else ()
            if not parts:
                periodic = any(isinstance(inner, ast.Mod) for inner in walk(node))
                whole = Condition(self.place(node), outcome, periodic, known=False)
                after.path = (*before, whole)
        return decided

    def _decide_operands(self, node: ast.BoolOp, state: State) -> list[tuple[bool, State]]:
        stops = isinstance(node.op, ast.Or)
        going = [state]
        stopped: list[State] = []
        for operand in node.values:
            following: list[State] = []
            for path in going:
                for outcome, after in self.decide(operand, path):
                    (stopped if outcome is stops else following).append(after)
            going = merge(following, 2)
        return [(stops, path) for path in merge(stopped, 2)] + [(not stops, path) for path in going]

    def _narrow(self, node: ast.expr, outcome: bool, state: State) -> None:
        """Leaves only the values that a name or attribute can have when the test came out so."""
        target, keeps = self._narrowing(node, outcome, state)
        if target is None:
            return
        value = self.evaluate(target, state)
        if not isinstance(value, Several):
            return
        kept = [member for member in value.values if keeps(member)]
        if kept and len(kept) < len(value.values):
            self.settle(target, kept[0] if len(kept) == 1 else Several(tuple(kept)), state)

    def settle(self, target: ast.expr, value: Value, state: State) -> None:
        """Keeps what a name or attribute has turned out to be on this path."""
        if isinstance(target, ast.Name):
            self.rebind(target.id, value, state)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, state)
            if isinstance(owner, Ref) and target.attr in state.heap[owner.id].fields:
                state.write(owner.id).fields[target.attr] = value

    def _narrowing(
        self, node: ast.expr, outcome: bool, state: State
    ) -> tuple[ast.expr | None, Callable[[Value], bool]]:
        if isinstance(node, _NAMED):
            return node, lambda member: self.truth(member, state) is not (not outcome)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, _NAMED):
            right = self.evaluate(node.comparators[0], state)
            positive = isinstance(node.ops[0], _SAME)
            if isinstance(node.ops[0], _EQUALITIES) and isinstance(right, Constant):
                wanted = outcome is positive

                def keeps(member: Value) -> bool:
                    if right == NONE:
                        return self._is_none(member) is not (not wanted)
                    return not isinstance(member, Constant) or (member == right) is wanted

                return node.left, keeps
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and len(node.args) == 2:
            if node.func.id != "isinstance":
                return None, lambda member: True
            subject, classes = node.args[0], self.evaluate(node.args[1], state)
            return subject, lambda member: self.is_instance(member, classes, state) is not (not outcome)
        return None, lambda member: True

    def _conditional(self, node: ast.IfExp, state: State) -> Value:
        outcomes: list[Outcome] = []
        for outcome, path in self.decide(node.test, state):
            outcomes.append((self.evaluate(node.body if outcome else node.orelse, path), path))
        return self.one_path(outcomes, state)
