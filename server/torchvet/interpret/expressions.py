"""Evaluates expressions."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.interpret.displays import Displays
from torchvet.interpret.records import Mapping, ModuleObject, OptimizerObject, Sequence
from torchvet.interpret.running import MOST_PATHS, Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NONE, Function, Ref, Several, Value

_NAMED = ast.Name | ast.Attribute


MOST_RECEIVERS = 4
SWITCHING = frozenset({"train", "eval", "zero_grad", "step", "backward"})
"""Methods that change modes or gradients: which object they are called on has to stay known."""


def calls_inside(node: ast.Call) -> list[ast.Call]:
    """The arguments of a call that are calls themselves."""
    found = [argument for argument in node.args if type(argument) is ast.Call]
    if node.keywords:
        found += [keyword.value for keyword in node.keywords if type(keyword.value) is ast.Call]
    return found


class Expressions(Displays):
    """The part of the interpreter that evaluates expressions."""

    def evaluate(self, node: ast.expr, state: State) -> Value:
        self.remaining -= 1
        if self.remaining < 0:
            self.spend(0)
        handler = _HANDLERS.get(type(node))
        return handler(self, node, state) if handler else self.unknown(node)

    def evaluate_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        kind = type(node)
        if kind is ast.Call:
            assert isinstance(node, ast.Call)
            return self._call_paths(node, state)
        if kind in _SINGLE:
            return [(self.evaluate(node, state), state)]
        if isinstance(node, ast.Await):
            return self.evaluate_paths(node.value, state)
        if isinstance(node, ast.Yield):
            value = self.evaluate(node.value, state) if node.value else NONE
            return self._yielded(value, node, state)
        if isinstance(node, ast.YieldFrom):
            streamed = self.evaluate(node.value, state)
            return self._yielded(self.element_of(streamed, node, state), node, state)
        if (
            isinstance(node, ast.IfExp)
            and isinstance(node.body, ast.Attribute)
            and node.body.attr in SWITCHING
        ):
            return self._callee_paths(node, state)
        return [(self.evaluate(node, state), state)]

    def _call_paths(self, node: ast.Call, state: State) -> list[Outcome]:
        """Calls that stand inside a call (``print(evaluate(model))``) may end on several paths too."""
        outcomes: list[Outcome] = []
        inner = calls_inside(node)
        for callee, after_callee in self._callee_paths(node.func, state):
            if not inner:
                outcomes += self.call(callee, self.arguments(node, after_callee), node, after_callee)
                continue
            for known, after in self._inner_calls(inner, after_callee):
                outcomes += self.call(callee, self.arguments(node, after, known), node, after)
        return outcomes

    def _callee_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Call):
            receivers = self.evaluate_paths(node.value, state)
            return [(self.attribute(value, node.attr, node, after), after) for value, after in receivers]
        if isinstance(node, ast.IfExp):
            return [
                outcome
                for chosen, path in self.decide(node.test, state)
                for outcome in self._callee_paths(node.body if chosen else node.orelse, path)
            ]
        if isinstance(node, ast.Attribute) and node.attr in SWITCHING and isinstance(node.value, _NAMED):
            receiver = self.evaluate(node.value, state)
            if isinstance(receiver, Several):
                receiver = self._without_alike(receiver, state)
                if self._is_switched(receiver, state):
                    return self._paths_by_receiver(node, receiver, state)
            return [(self.attribute(receiver, node.attr, node, state), state)]
        return [(self.evaluate(node, state), state)]

    @staticmethod
    def _without_alike(receiver: Several, state: State) -> Several:
        """One of those optimizers that hold the same parameters: which of them it is makes no difference."""
        kept: list[Value] = []
        held: set[tuple[object, ...]] = set()
        for member in receiver.values:
            record = state.read(member.id) if isinstance(member, Ref) else None
            if type(record) is OptimizerObject:
                key = (record.holders, record.complete, record.known, record.zeroes_itself)
                if key in held:
                    continue
                held.add(key)
            kept.append(member)
        return Several(tuple(kept))

    @staticmethod
    def _is_switched(receiver: Several, state: State) -> bool:
        """Whether a value that can be several things is worth a path for each of them."""
        records = [state.read(member.id) for member in receiver.values if isinstance(member, Ref)]
        return len(receiver.values) <= MOST_RECEIVERS and any(
            isinstance(record, ModuleObject | OptimizerObject) for record in records
        )

    def _paths_by_receiver(self, node: ast.Attribute, receiver: Several, state: State) -> list[Outcome]:
        """A path for each thing that the receiver can be, on which it stays that thing."""
        outcomes: list[Outcome] = []
        for member in receiver.values:
            if member == NONE:
                continue
            path = state.fork()
            self.settle(node.value, member, path)
            outcomes.append((self.attribute(member, node.attr, node, path), path))
        return outcomes

    def _inner_calls(
        self, arguments: list[ast.Call], state: State
    ) -> list[tuple[dict[ast.expr, Value], State]]:
        """The values of the arguments that are calls themselves, on each path through them."""
        paths: list[tuple[dict[ast.expr, Value], State]] = [({}, state)]
        for argument in arguments:
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

    def _call(self, node: ast.Call, state: State) -> Value:
        return self.one_path(self.evaluate_paths(node, state), state)

    def _add_uncounted(self, result: Arguments, argument: ast.Starred, state: State) -> None:
        """Adds ``*values`` of an unknown number of values."""
        spread = self.evaluate(argument.value, state)
        record = state.read(spread.id) if isinstance(spread, Ref) else None
        tail = list(record.tail) if isinstance(record, Sequence) else []
        values = [self.element_of(spread, argument, state), *tail]
        result.open_ended = True
        result.positional += values
        result.nodes += [None] * len(values)
        result.tail = len(tail)

    def arguments(
        self, node: ast.Call, state: State, known: dict[ast.expr, Value] | None = None
    ) -> Arguments:
        """The evaluated arguments of a call; those of ``known`` are evaluated already."""
        known = known or {}
        result = Arguments([], [], {}, {})
        for argument in node.args:
            if isinstance(argument, ast.Starred):
                values = self.elements(self.evaluate(argument.value, state), argument, state)
                if values is None:
                    self._add_uncounted(result, argument, state)
                    continue
                result.positional += values
                result.nodes += [None] * len(values)
                result.tail += len(values)
            else:
                value = known.get(argument)
                result.positional.append(self.evaluate(argument, state) if value is None else value)
                result.nodes.append(argument)
                result.tail += 1
        for keyword in node.keywords:
            value = known.get(keyword.value) or self.evaluate(keyword.value, state)
            if keyword.arg is not None:
                result.keywords[keyword.arg] = value
                result.keyword_nodes[keyword.arg] = keyword
                continue
            record = state.read(value.id) if isinstance(value, Ref) else None
            if isinstance(record, Mapping):
                result.keywords.update({k: v for k, v in record.entries.items() if isinstance(k, str)})
            result.open_ended = (
                result.open_ended or not isinstance(record, Mapping) or record.rest is not None
            )
        return result

    def _attribute(self, node: ast.Attribute, state: State) -> Value:
        value = self.evaluate(node.value, state)
        return self.attribute(value, node.attr, node, state)

    def _lambda(self, node: ast.Lambda, state: State) -> Value:
        defaults = tuple(self.evaluate(default, state) for default in node.args.defaults)
        keyword_defaults = tuple(
            self.evaluate(default, state) if default is not None else None
            for default in node.args.kw_defaults
        )
        return Function(
            node, self.now.scope, self.now.frame, defaults=defaults, keyword_defaults=keyword_defaults
        )

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


_HANDLERS: dict[type[ast.expr], Callable[..., Value]] = {
    ast.Name: Expressions._name,  # pyright: ignore[reportPrivateUsage]
}

_SINGLE = frozenset({ast.Name, ast.Constant, ast.Attribute, ast.BinOp, ast.Subscript, ast.Compare})
"""Expressions that are evaluated on one path, whatever calls are in them."""

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
