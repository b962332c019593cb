"""Evaluates expressions."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable

from torchvet.interpret.core import MOST_PATHS, Arguments, Core, Outcome, forget
from torchvet.interpret.events import Condition, Form, Iterates, TensorFact, Use
from torchvet.interpret.records import Context, Frame, LoaderObject, Mapping, Sequence, Stream
from torchvet.interpret.state import State, merge
from torchvet.interpret.values import (
    ANY_FORM,
    FALSE,
    NONE,
    OTHER_FORM,
    TRUE,
    Attribute,
    Bound,
    Constant,
    External,
    Formula,
    Function,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    members,
)
from torchvet.program.imports import BUILTINS

_ARITHMETIC: dict[type[ast.operator], Callable[[object, object], object]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[object, object], bool]] = {
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
LONGEST_TEXT = 2_000


class Expressions(Core):
    """The part of the interpreter that evaluates expressions."""

    def evaluate(self, node: ast.expr, state: State) -> Value:
        self.remaining -= 1
        if self.remaining < 0:
            self.spend(0)
        handler = _HANDLERS.get(type(node))
        return handler(self, node, state) if handler else self.unknown(node)

    def evaluate_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        if isinstance(node, ast.Await):
            return self.evaluate_paths(node.value, state)
        if isinstance(node, ast.Call):
            return self._call_paths(node, state)
        if isinstance(node, ast.Yield):
            value = self.evaluate(node.value, state) if node.value else NONE
            return self._yielded(value, node, state)
        if isinstance(node, ast.YieldFrom):
            streamed = self.evaluate(node.value, state)
            return self._yielded(self.element_of(streamed, node, state), node, state)
        return [(self.evaluate(node, state), state)]

    def _call_paths(self, node: ast.Call, state: State) -> list[Outcome]:
        """Calls that stand inside a call (``print(evaluate(model))``) may end on several paths too."""
        outcomes: list[Outcome] = []
        for callee, after_callee in self._callee_paths(node.func, state):
            for known, after in self._inner_calls(node, after_callee):
                outcomes += self.call(callee, self.arguments(node, after, known), node, after)
        return outcomes

    def _callee_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
            receivers = self.evaluate_paths(node.value, state)
            return [(self.attribute(value, node.attr, node, after), after) for value, after in receivers]
        return [(self.evaluate(node, state), state)]

    def _inner_calls(self, node: ast.Call, state: State) -> list[tuple[dict[ast.expr, Value], State]]:
        """The values of the arguments that are calls themselves, on each path through them."""
        paths: list[tuple[dict[ast.expr, Value], State]] = [({}, state)]
        for argument in (*node.args, *(keyword.value for keyword in node.keywords)):
            if not isinstance(argument, ast.Call):
                continue
            following: list[tuple[dict[ast.expr, Value], State]] = []
            for known, before in paths:
                for value, after in self.evaluate_paths(argument, before):
                    following.append(({**known, argument: value}, after))
            if not following:
                return []
            paths = following[:MOST_PATHS]
        return paths

    def _yielded(self, value: Value, node: ast.expr, state: State) -> list[Outcome]:
        hook = self.now.on_yield
        return hook(value, state) if hook else [(self.unknown(node), state)]

    # --- names ---------------------------------------------------------------------------------

    def _name(self, node: ast.Name, state: State) -> Value:
        return self.look_up(node.id, state)

    def look_up(self, name: str, state: State) -> Value:
        """The value of a name in the running code."""
        identity: int | None = self.now.frame
        first = True
        while identity is not None:
            frame = self.frame(state, identity)
            if first or not frame.is_class:
                if name in frame.outer_names:
                    identity = frame.outer_names[name]
                    first = True
                    continue
                found = frame.fields.get(name)
                if found is not None:
                    return self.resolve(found, state)
            identity = frame.parent
            first = False
        if name == "__name__":
            return Constant(self.now.scope.name)
        if name in BUILTINS:
            return External(f"builtins.{name}")
        return self.resolve(Unknown(("name", self.now.scope.name, name)), state)

    def bind(self, name: str, value: Value, state: State) -> None:
        """Sets a name of the running code."""
        frame = self.frame(state)
        target = frame.outer_names.get(name, self.now.frame)
        state.write(target).fields[name] = value

    # --- atoms and displays ----------------------------------------------------------------------

    def _constant(self, node: ast.Constant, state: State) -> Value:
        if isinstance(node.value, str) and len(node.value) > LONGEST_TEXT:
            return self.unknown(node)
        return Constant(node.value)

    def _joined_text(self, node: ast.JoinedStr, state: State) -> Value:
        parts: list[str] | None = []
        for part in node.values:
            value = self.evaluate(part.value if isinstance(part, ast.FormattedValue) else part, state)
            if parts is not None and isinstance(value, Constant) and isinstance(value.value, str | int):
                parts.append(str(value.value))
            else:
                parts = None
        return Constant("".join(parts)) if parts is not None else self.unknown(node)

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, state: State) -> Value:
        kind = "tuple" if isinstance(node, ast.Tuple) else "set" if isinstance(node, ast.Set) else "list"
        items: list[Value] = []
        complete = True
        for element in node.elts:
            if isinstance(element, ast.Starred):
                more = self.elements(self.evaluate(element.value, state), element, state)
                complete = complete and more is not None
                items += more or ()
            else:
                items.append(self.evaluate(element, state))
        return self.make_sequence(node, kind, items, state, complete=complete)

    def make_sequence(
        self, node: ast.AST, kind: str, items: list[Value], state: State, *, complete: bool = True
    ) -> Ref:
        """Makes a list, tuple or set at a node."""
        record = Sequence(kind=kind, items=tuple(items) if complete else None, made_at=self.place(node))
        if not complete:
            for item in items:
                record.element = item if record.element is None else join(record.element, item)
        return self.put(node, record, state, kind)

    def put(self, node: ast.AST, record: object, state: State, *extra: object) -> Ref:
        """Puts an object made at a node into the heap."""
        identity = self.identity(node, *extra)
        state.put(identity, record)  # type: ignore[arg-type]
        return Ref(identity)

    def _dict(self, node: ast.Dict, state: State) -> Value:
        record = Mapping(made_at=self.place(node))
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, state)
            if key is None:
                self._spread_mapping(record, value, state)
                continue
            name = self.evaluate(key, state)
            if isinstance(name, Constant):
                record.entries[name.value] = value
            else:
                record.rest = value if record.rest is None else join(record.rest, value)
        return self.put(node, record, state, "dict")

    def _spread_mapping(self, record: Mapping, value: Value, state: State) -> None:
        for identity in self.refs(value, state):
            other = state.read(identity)
            if isinstance(other, Mapping):
                record.entries.update(other.entries)
                record.rest = other.rest if record.rest is None else record.rest
                return
        record.rest = value

    # --- operators -------------------------------------------------------------------------------

    def _binary(self, node: ast.BinOp, state: State) -> Value:
        left, right = self.evaluate(node.left, state), self.evaluate(node.right, state)
        return self.operate(node.op, left, right, node, state)

    def operate(self, kind: ast.operator, left: Value, right: Value, node: ast.AST, state: State) -> Value:
        """The value of a binary operator."""
        if isinstance(left, Constant) and isinstance(right, Constant):
            return self._constant_operation(kind, left, right, node)
        for one, other, expression in (
            (left, right, getattr(node, "left", None)),
            (right, left, getattr(node, "right", None)),
        ):
            listed = self._sequence_operation(kind, one, other, expression, node, state)
            if listed is not None:
                return listed
        tensor = self._tensor_operation(kind, left, right, state)
        if tensor is not None:
            return tensor
        if isinstance(left, Unknown | Formula | Constant | External) and isinstance(
            right, Unknown | Formula | Constant | External
        ):
            return Formula(type(kind).__name__, (left, right))
        return self.fresh_unknown(node, state, left, right)

    def _constant_operation(self, kind: ast.operator, left: Constant, right: Constant, node: ast.AST) -> Value:
        compute = _ARITHMETIC.get(type(kind))
        a, b = left.value, right.value
        textual = isinstance(a, str) and isinstance(b, str) and isinstance(kind, ast.Add)
        numeric = isinstance(a, int | float) and isinstance(b, int | float)
        if compute and (numeric or textual):
            try:
                return Constant(compute(a, b))
            except (ArithmeticError, ValueError, TypeError):
                return self.unknown(node)
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
            if record.items is not None and len(record.items) == 1 and isinstance(expression, ast.List | ast.Tuple):
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
                left, right = (record, second) if expression is getattr(node, "left", None) else (second, record)
                items = None if left.items is None or right.items is None else left.items + right.items
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
                kept = tuple(fact for fact in one.facts if self._survives(kind, fact.form, other, one is left))
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
        known = isinstance(other, Constant) and isinstance(other.value, int | float)
        if form is Form.LOGITS:
            return (isinstance(kind, ast.Mult | ast.Add) or (isinstance(kind, _SCALES + _SHIFTS) and is_left)) and (
                known or not events_of(other)
            )
        tiny = known and isinstance(other, Constant) and abs(float(other.value)) < 1e-3  # type: ignore[arg-type]
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
        if isinstance(value, Constant) and isinstance(value.value, int | float) and isinstance(node.op, ast.USub):
            return Constant(-value.value)
        tensor = self.as_tensor(value, state)
        if isinstance(tensor, Tensor):
            return Tensor(OTHER_FORM, tensor.holders, tensor.events)
        if isinstance(value, Unknown | Formula) and isinstance(node.op, ast.USub):
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
        if isinstance(kind, ast.Is | ast.IsNot | ast.Eq | ast.NotEq) and right == NONE:
            same = False if self.is_filled_gradient(left, state) else self._is_none(left)
            if same is not None:
                return same is isinstance(kind, ast.Is | ast.Eq)
            return None
        if isinstance(left, Constant) and isinstance(right, Constant):
            if isinstance(kind, ast.Is | ast.IsNot):
                return (left == right) is isinstance(kind, ast.Is)
            compare = _COMPARISONS.get(type(kind))
            try:
                return compare(left.value, right.value) if compare else None
            except TypeError:
                return None
        if isinstance(kind, ast.In | ast.NotIn) and isinstance(left, Constant) and isinstance(right, Ref):
            found = self._contains(right, left, state)
            return found if found is None else found is isinstance(kind, ast.In)
        return None

    def is_filled_gradient(self, value: Value, state: State) -> bool:
        """Whether a value is a ``.grad`` that a backward has filled."""
        return False

    @staticmethod
    def _is_none(value: Value) -> bool | None:
        if isinstance(value, Several):
            answers = {Expressions._is_none(member) for member in value.values}
            return answers.pop() if len(answers) == 1 else None
        if isinstance(value, Constant):
            return value.value is None
        return None if isinstance(value, Unknown) else False

    def _contains(self, container: Ref, item: Constant, state: State) -> bool | None:
        record = state.read(container.id)
        if isinstance(record, Sequence) and record.items is not None:
            if item in record.items:
                return True
            return False if all(isinstance(other, Constant) for other in record.items) else None
        if isinstance(record, Mapping):
            return True if item.value in record.entries else False if record.rest is None else None
        return None

    # --- truth and tests ---------------------------------------------------------------------------

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
            return True
        return True if isinstance(value, Function | Bound) else None

    def decide(self, node: ast.expr, state: State) -> list[tuple[bool, State]]:
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            return [(not outcome, after) for outcome, after in self.decide(node.operand, state)]
        if isinstance(node, ast.BoolOp):
            return self._decide_boolean(node, state)
        value = self.evaluate(node, state)
        known = self.truth(value, state)
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
            if isinstance(value, Unknown | Formula):
                path.facts[value] = outcome is not negated
            self._narrow(node, outcome, path)
            self._remember_condition(node, path, outcome, periodic=periodic, known=False)
            outcomes.append((outcome, path))
        return outcomes

    def _remember_condition(self, node: ast.expr, state: State, outcome: bool, *, periodic: bool, known: bool) -> None:
        state.path = (*state.path, Condition(self.place(node), outcome, periodic, known))

    def _decide_boolean(self, node: ast.BoolOp, state: State) -> list[tuple[bool, State]]:
        before = state.path
        decided = self._decide_operands(node, state)
        for outcome, after in decided:
            parts = after.path[len(before) :] if after.path[: len(before)] == before else ()
            if not parts:
                periodic = any(isinstance(inner, ast.Mod) for inner in ast.walk(node))
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
            left = kept[0] if len(kept) == 1 else Several(tuple(kept))
            if isinstance(target, ast.Name):
                self.bind(target.id, left, state)
            elif isinstance(target, ast.Attribute):
                owner = self.evaluate(target.value, state)
                if isinstance(owner, Ref) and target.attr in state.heap[owner.id].fields:
                    state.write(owner.id).fields[target.attr] = left

    def _narrowing(
        self, node: ast.expr, outcome: bool, state: State
    ) -> tuple[ast.expr | None, Callable[[Value], bool]]:
        if isinstance(node, ast.Name | ast.Attribute):
            return node, lambda member: self.truth(member, state) is not (not outcome)
        if isinstance(node, ast.Compare) and len(node.ops) == 1 and isinstance(node.left, ast.Name | ast.Attribute):
            right = self.evaluate(node.comparators[0], state)
            positive = isinstance(node.ops[0], ast.Is | ast.Eq)
            if isinstance(node.ops[0], ast.Is | ast.Eq | ast.IsNot | ast.NotEq) and isinstance(right, Constant):
                wanted = outcome is positive

                def keeps(member: Value) -> bool:
                    if right == NONE:
                        return self._is_none(member) is not (not wanted)
                    return not isinstance(member, Constant) or (member == right) is wanted

                return node.left, keeps
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance":
            if len(node.args) == 2:
                classes = self.evaluate(node.args[1], state)
                return node.args[0], lambda member: (
                    self.is_instance(member, classes, state) is not (not outcome)
                )
        return None, lambda member: True

    def is_instance(self, value: Value, classes: Value, state: State) -> bool | None:
        """Whether a value is an instance of a class, or of one of several; None where unknown."""
        return None

    def _conditional(self, node: ast.IfExp, state: State) -> Value:
        outcomes: list[Outcome] = []
        for outcome, path in self.decide(node.test, state):
            outcomes.append((self.evaluate(node.body if outcome else node.orelse, path), path))
        return self.one_path(outcomes, state)

    # --- calls, attributes, subscripts --------------------------------------------------------------

    def _call(self, node: ast.Call, state: State) -> Value:
        return self.one_path(self.evaluate_paths(node, state), state)

    def arguments(
        self, node: ast.Call, state: State, known: dict[ast.expr, Value] | None = None
    ) -> Arguments:
        """The evaluated arguments of a call; those of ``known`` are evaluated already."""
        known = known or {}
        result = Arguments()
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                values = self.elements(self.evaluate(argument.value, state), argument, state)
                if values is None:
                    result.open_ended = True
                    result.positional.append(self.element_of(self.evaluate(argument.value, state), argument, state))
                    result.nodes.append(None)
                    continue
                result.positional += values
                result.nodes += [None] * len(values)
            else:
                value = known.get(argument)
                result.positional.append(self.evaluate(argument, state) if value is None else value)
                result.nodes.append(argument)
        for keyword in node.keywords:
            value = known.get(keyword.value) or self.evaluate(keyword.value, state)
            if keyword.arg is not None:
                result.keywords[keyword.arg] = value
                result.keyword_nodes[keyword.arg] = keyword
                continue
            record = state.read(value.id) if isinstance(value, Ref) else None
            if isinstance(record, Mapping):
                result.keywords.update({k: v for k, v in record.entries.items() if isinstance(k, str)})
            result.open_ended = result.open_ended or not isinstance(record, Mapping) or record.rest is not None
        return result

    def _attribute(self, node: ast.Attribute, state: State) -> Value:
        value = self.evaluate(node.value, state)
        return self.attribute(value, node.attr, node, state)

    def _subscript(self, node: ast.Subscript, state: State) -> Value:
        container = self.evaluate(node.value, state)
        key = self.evaluate(node.slice, state)
        found: Value | None = None
        for member in members(container):
            value = self.item(self.resolve(member, state), key, node, state)
            found = value if found is None else join(found, value)
        return found or self.unknown(node)

    def item(self, container: Value, key: Value, node: ast.Subscript, state: State) -> Value:
        """The value of ``container[key]``."""
        tensor = self.as_tensor(container, state)
        if isinstance(tensor, Tensor):
            return Tensor(tensor.facts, tensor.holders, tensor.events)
        if isinstance(container, Ref):
            return self._item_of_object(container, key, node, state)
        if isinstance(container, Unknown):
            symbol = ("item", container.symbol, key)
            value = Unknown(symbol, container.holders, container.events, container.captures)
            return self.resolve(value, state)
        if isinstance(container, External):
            return Unknown(("item", ("external", container.name), key))
        return self.fresh_unknown(node, state, container)

    def _item_of_object(self, container: Ref, key: Value, node: ast.Subscript, state: State) -> Value:
        record = state.read(container.id)
        if isinstance(record, Sequence):
            if record.listed is not None and isinstance(key, Constant):
                self.loader_listed_for_one(record.listed, node, state)
            return self._item_of_sequence(record, key, node, state)
        if isinstance(record, Mapping):
            if isinstance(key, Constant) and key.value in record.entries:
                return record.entries[key.value]
            found = record.any_value()
            if found is None:
                return Unknown(("item", container.id, key))
            return found
        if isinstance(record, LoaderObject):
            self.record_loader_use(Use.SUBSCRIPT, node, node.value, state)
            return self.batch_of(node, state)
        return self.item_of_thing(container, key, node, state)

    def _item_of_sequence(self, record: Sequence, key: Value, node: ast.Subscript, state: State) -> Value:
        if isinstance(node.slice, ast.Slice):
            part = self._slice(record.items, node.slice, state)
            made = Sequence(
                kind=record.kind,
                items=part,
                element=None if part is not None else record.any_element(),
                made_at=self.place(node),
            )
            return self.put(node, made, state, "slice")
        if record.items is not None and isinstance(key, Constant) and isinstance(key.value, int):
            if -len(record.items) <= key.value < len(record.items):
                return record.items[key.value]
        found = record.any_element()
        return found if found is not None else self.fresh_unknown(node, state)

    def _slice(self, items: tuple[Value, ...] | None, node: ast.Slice, state: State) -> tuple[Value, ...] | None:
        if items is None:
            return None
        bounds: list[int | None] = []
        for part in (node.lower, node.upper, node.step):
            value = self.evaluate(part, state) if part is not None else NONE
            if not isinstance(value, Constant) or not (value.value is None or isinstance(value.value, int)):
                return None
            bounds.append(value.value)
        if bounds[2] == 0:
            return None
        return items[bounds[0] : bounds[1] : bounds[2]]

    def item_of_thing(self, container: Ref, key: Value, node: ast.Subscript, state: State) -> Value:
        """The value of ``container[key]`` where the container is a module or another thing."""
        return self.fresh_unknown(node, state, container)

    def loader_listed_for_one(self, listed: object, node: ast.expr, state: State) -> None:
        """Called when one element is taken from ``list(loader)``."""

    def record_loader_use(self, use: Use, node: ast.expr, loader: ast.expr, state: State) -> int:
        """Records that a loader was used; gives the event's index."""
        raise NotImplementedError

    def batch_of(self, node: ast.AST, state: State, event: int | None = None) -> Value:
        """A batch of a loader."""
        raise NotImplementedError

    # --- iteration -----------------------------------------------------------------------------------

    def elements(self, value: Value, node: ast.AST, state: State) -> list[Value] | None:
        """The elements of a value in order; None where they aren't all known."""
        if isinstance(value, Ref):
            record = state.read(value.id)
            if isinstance(record, Sequence) and record.items is not None:
                return list(record.items)
            if isinstance(record, Mapping) and record.rest is None:
                return [Constant(key) for key in record.entries]
        if isinstance(value, Constant) and isinstance(value.value, str) and len(value.value) <= 8:
            return [Constant(letter) for letter in value.value]
        return None

    def element_of(self, value: Value, node: ast.AST, state: State) -> Value:
        """What one turn of a loop over a value gets."""
        found: Value | None = None
        for member in members(value):
            member = self.resolve(member, state)
            one = self._element_of_one(member, node, state)
            found = one if found is None else join(found, one)
        return found or self.unknown(node)

    def _element_of_one(self, value: Value, node: ast.AST, state: State) -> Value:
        if isinstance(value, Ref):
            record = state.read(value.id)
            if isinstance(record, Sequence):
                return record.any_element() or self.fresh_unknown(node, state)
            if isinstance(record, Stream):
                self._renew(record.element, state)
                return record.element
            if isinstance(record, LoaderObject):
                return self.batch_of(node, state)
            if isinstance(record, Mapping):
                return self.fresh_unknown(node, state)
            return self.element_of_thing(value, node, state)
        tensor = self.as_tensor(value, state)
        if isinstance(tensor, Tensor):
            return Tensor(tensor.facts, tensor.holders, tensor.events)
        if isinstance(value, Unknown):
            symbol = ("element", value.symbol, node)
            forget(state, symbol)
            return Unknown(symbol, value.holders, value.events, value.captures)
        return self.fresh_unknown(node, state, value)

    def _renew(self, element: Value, state: State) -> None:
        """Forgets what was decided about the element of the turn before."""
        if isinstance(element, Unknown):
            forget(state, element.symbol)
        record = state.read(element.id) if isinstance(element, Ref) else None
        if isinstance(record, Sequence):
            for item in record.items or ():
                self._renew(item, state)

    def element_of_thing(self, value: Ref, node: ast.AST, state: State) -> Value:
        """What one turn of a loop over a module or another thing gets."""
        return self.fresh_unknown(node, state, value)

    # --- functions within expressions -------------------------------------------------------------------

    def _lambda(self, node: ast.Lambda, state: State) -> Value:
        defaults = tuple(self.evaluate(default, state) for default in node.args.defaults)
        keyword_defaults = tuple(
            self.evaluate(default, state) if default is not None else None for default in node.args.kw_defaults
        )
        return Function(
            node, self.now.scope, self.now.frame, defaults=defaults, keyword_defaults=keyword_defaults
        )

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State
    ) -> Value:
        elements = self._comprehension_elements(node, state)
        if isinstance(node, ast.DictComp):
            record = Mapping(made_at=self.place(node))
            for key, value in elements[0]:
                if isinstance(key, Constant):
                    record.entries[key.value] = value
                else:
                    record.rest = value if record.rest is None else join(record.rest, value)
            return self.put(node, record, state, "dict")
        values = [value for _, value in elements[0]]
        made = self.make_sequence(node, "list", values, state, complete=elements[1])
        self.comprehension_over_loader(node, made, state)
        return made

    def comprehension_over_loader(self, node: ast.expr, made: Ref, state: State) -> None:
        """Called with the list that a comprehension made."""

    def _comprehension_elements(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, state: State
    ) -> tuple[list[tuple[Value, Value]], bool]:
        """The keys and values of a comprehension, and whether these are all of them in order."""
        identity = self.identity(node, "scope")
        state.put(identity, Frame(scope=self.now.scope, parent=self.now.frame))
        from dataclasses import replace

        with self.activated(replace(self.now, frame=identity)):
            return self._comprehension_turns(node, 0, state)

    def _comprehension_turns(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, depth: int, state: State
    ) -> tuple[list[tuple[Value, Value]], bool]:
        if depth == len(node.generators):
            if isinstance(node, ast.DictComp):
                return [(self.evaluate(node.key, state), self.evaluate(node.value, state))], True
            return [(NONE, self.evaluate(node.elt, state))], True
        generator = node.generators[depth]
        iterable = self.evaluate(generator.iter, state)
        known = self.elements(iterable, generator.iter, state)
        complete = known is not None and len(known) <= 16
        turns = known if known is not None and complete else [self.element_of(iterable, generator.iter, state)]
        results: list[tuple[Value, Value]] = []
        for element in turns:
            self.assign(generator.target, element, state)
            skipped = False
            for test in generator.ifs:
                known_truth = self.truth(self.evaluate(test, state), state)
                skipped = skipped or known_truth is False
                complete = complete and known_truth is not None
            if not skipped:
                more, all_of_them = self._comprehension_turns(node, depth + 1, state)
                results += more
                complete = complete and all_of_them
        return results, complete

    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        """Assigns a value to a target."""
        raise NotImplementedError

    def _named(self, node: ast.NamedExpr, state: State) -> Value:
        value = self.evaluate(node.value, state)
        self.bind(node.target.id, value, state)
        return value

    def _starred(self, node: ast.Starred, state: State) -> Value:
        return self.evaluate(node.value, state)

    def _await(self, node: ast.Await, state: State) -> Value:
        return self.evaluate(node.value, state)

    def _yield(self, node: ast.Yield | ast.YieldFrom, state: State) -> Value:
        return self.one_path(self.evaluate_paths(node, state), state)

    def _slice_expression(self, node: ast.Slice, state: State) -> Value:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.evaluate(part, state)
        return Unknown(("slice",))

    def enter_context(self, value: Value, state: State) -> bool | None:
        """Whether gradients are recorded inside a context manager; as before where it has no say."""
        for identity in self.refs(value, state):
            record = state.read(identity)
            if isinstance(record, Context):
                return record.grad
        return state.grad_enabled


_HANDLERS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Name: Expressions._name,  # pyright: ignore[reportPrivateUsage]
}
_KINDS: dict[type[ast.expr], str] = {
    ast.Constant: "_constant",
    ast.JoinedStr: "_joined_text",
    ast.List: "_sequence",
    ast.Tuple: "_sequence",
    ast.Set: "_sequence",
    ast.Dict: "_dict",
    ast.BinOp: "_binary",
    ast.UnaryOp: "_unary",
    ast.BoolOp: "_boolean",
    ast.Compare: "_compare",
    ast.IfExp: "_conditional",
    ast.Call: "_call",
    ast.Attribute: "_attribute",
    ast.Subscript: "_subscript",
    ast.Lambda: "_lambda",
    ast.ListComp: "_comprehension",
    ast.SetComp: "_comprehension",
    ast.GeneratorExp: "_comprehension",
    ast.DictComp: "_comprehension",
    ast.NamedExpr: "_named",
    ast.Starred: "_starred",
    ast.Await: "_await",
    ast.Yield: "_yield",
    ast.YieldFrom: "_yield",
    ast.Slice: "_slice_expression",
}
_HANDLERS.update({kind: getattr(Expressions, name) for kind, name in _KINDS.items()})
