"""Tensors: what functions and methods make of them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace

from torchvet.interpret.events import Form, LoaderUse, TensorFact
from torchvet.interpret.gradients import Gradients
from torchvet.interpret.records import Leaf, Mapping, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    ANY_FORM,
    NO_EVENTS,
    NOTHING,
    OTHER_FORM,
    TRUE,
    Constant,
    Holder,
    Ref,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    is_logarithm,
    members,
    tensor_facts,
)
from torchvet.program.knowledge.functions import FUNCTIONS, METHODS, TensorEffect
from torchvet.program.usage import mentions_grad

_APPLIED = {
    TensorEffect.SOFTMAX: Form.PROBABILITIES,
    TensorEffect.LOG_SOFTMAX: Form.LOG_PROBABILITIES,
    TensorEffect.SIGMOID: Form.SIGMOID,
    TensorEffect.LOG_SIGMOID: Form.LOG_SIGMOID,
    TensorEffect.LOGITS: Form.LOGITS,
    TensorEffect.CLASS_INDICES: Form.CLASS_INDICES,
    TensorEffect.ONE_HOT: Form.CLASS_INDICES,
    TensorEffect.OTHER: Form.OTHER,
}

_LOGARITHM = {Form.PROBABILITIES: Form.LOG_PROBABILITIES, Form.SIGMOID: Form.LOG_SIGMOID}

_EXPONENTIAL = {Form.LOG_PROBABILITIES: Form.PROBABILITIES, Form.LOG_SIGMOID: Form.SIGMOID}

_NO_GRADIENT = (
    TensorEffect.DETACHES,
    TensorEffect.CLASS_INDICES,
    TensorEffect.COMPARES,
    TensorEffect.ONE_HOT,
    TensorEffect.FRESH,
)

_CUTTING = frozenset({"clamp", "clip", "clamp_min", "clamp_max"})


class Tensors(Gradients):
    """The part of the interpreter that follows tensors."""

    def sources(self, arguments: Iterable[Value], state: State) -> tuple[frozenset[Holder], frozenset[int]]:
        """Holders and events behind some values, one level into sequences, dicts and objects."""
        holders: frozenset[Holder] = NOTHING
        events = NO_EVENTS
        for value in arguments:
            for part in (value, *self._inside(value, state), *self.held_in_objects([value], state)):
                holders |= holders_of(part)
                events |= events_of(part)
        return holders, events

    def _inside(self, value: Value, state: State) -> list[Value]:
        found: list[Value] = []
        for member in members(value):
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(record, Sequence):
                found += record.items or ()
                if record.element is not None:
                    found.append(record.element)
            elif isinstance(record, Mapping):
                found += [*record.entries.values(), *([record.rest] if record.rest is not None else [])]
        return found

    def tensor_result(
        self, effect: TensorEffect, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """What a function or method of tensors gives, its tensor being the first argument."""
        values = arguments.values()
        holders, events = self.sources(values, state)
        if state.grad_enabled is False or effect in _NO_GRADIENT:
            holders = NOTHING
        if effect is TensorEffect.FRESH:
            events = NO_EVENTS
        if effect is TensorEffect.DETACHES:
            events = self.events_without_gradient(values[0]) if values else NO_EVENTS
        first: Value = values[0] if values else Constant(None)
        facts = self._facts_after(effect, first, arguments, node, state)
        if name.rpartition(".")[2].strip("_") in _CUTTING:
            facts = tuple(fact if fact.form is not Form.LOGITS else OTHER_FORM[0] for fact in facts)
        result = Tensor(facts, holders, events)
        if effect is TensorEffect.SPLITS:
            made = Sequence(kind="tuple", items=None, element=result, made_at=self.place(node))
            return self.put(node, made, state, "parts")
        if effect is TensorEffect.VALUES_AND_INDICES or (
            effect is TensorEffect.EXTREMUM and self._has_dimension(arguments)
        ):
            indices = self._fact(Form.CLASS_INDICES, arguments, node)
            values_part = Tensor(OTHER_FORM, holders, events)
            return self.make_sequence(
                node, "tuple", [values_part, Tensor((indices,), NOTHING, events)], state
            )
        if effect in (TensorEffect.NOT_A_TENSOR, TensorEffect.NOTHING):
            return self.unknown(node)
        if effect is TensorEffect.UNKNOWN:
            return Tensor(ANY_FORM, holders, events)
        return result

    def events_without_gradient(self, value: Value) -> frozenset[int]:
        """The events behind a detached value: batches still are, forwards no longer lead anywhere."""
        return frozenset(index for index in events_of(value) if isinstance(self.trace.at(index), LoaderUse))

    @staticmethod
    def _has_dimension(arguments: Arguments) -> bool:
        if "dim" in arguments.keywords or "axis" in arguments.keywords:
            return True
        return len(arguments.positional) > 1 and not isinstance(arguments.positional[1], Tensor)

    def _fact(self, form: Form, arguments: Arguments, node: ast.expr) -> TensorFact:
        argument = arguments.node(0, "input")
        if argument is None and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            argument = node.func.value
        return TensorFact(form, self.place(node), self.now.stack, argument)

    def _facts_after(
        self, effect: TensorEffect, first: Value, arguments: Arguments, node: ast.expr, state: State
    ) -> tuple[TensorFact, ...]:
        if effect in (TensorEffect.PRESERVES, TensorEffect.SPLITS, TensorEffect.DETACHES):
            return tensor_facts(first) if isinstance(first, Tensor) else ANY_FORM
        if effect is TensorEffect.COMBINES:
            parts = [part for part in self._inside(first, state) if isinstance(part, Tensor)]
            facts = tuple(dict.fromkeys(fact for part in parts for fact in part.facts))
            return facts or ANY_FORM
        applied = _APPLIED.get(effect)
        if applied is not None:
            fact = self._fact(applied, arguments, node)
            undoes = applied is Form.PROBABILITIES and is_logarithm(first)
            return (replace(fact, undoes_log=True) if undoes else fact,)
        if effect in (TensorEffect.LOG, TensorEffect.EXP):
            return self._after_logarithm(effect is TensorEffect.LOG, first, arguments, node)
        if effect in (TensorEffect.EXTREMUM, TensorEffect.COMPARES, TensorEffect.FRESH):
            return OTHER_FORM
        return ANY_FORM

    def _after_logarithm(
        self, is_log: bool, first: Value, arguments: Arguments, node: ast.expr
    ) -> tuple[TensorFact, ...]:
        """What a logarithm, or else an exponential, makes of a tensor."""
        table = _LOGARITHM if is_log else _EXPONENTIAL
        if not isinstance(first, Tensor) and not is_log:
            return ANY_FORM
        forms = [
            table.get(fact.form, Form.UNKNOWN if fact.form is Form.UNKNOWN else Form.OTHER)
            for fact in tensor_facts(first)
        ]
        return tuple(replace(self._fact(form, arguments, node), is_log=is_log) for form in forms)

    def make_leaf(
        self, label: str, node: ast.expr, state: State, *, facts: tuple[TensorFact, ...] = ANY_FORM
    ) -> Tensor:
        """A new tensor that gathers gradients itself."""
        made = self.put(node, Leaf(label=label, made_at=self.place(node)), state, "leaf")
        state.gradients.pop(made.id, None)
        return Tensor(facts, frozenset({made.id}), leaf=made.id)

    def assign_special(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> bool:
        if name == "requires_grad" and value == TRUE and isinstance(node, ast.Attribute):
            owner = node.value
            is_plain = isinstance(target, Tensor | Unknown) and not holders_of(target)
            if is_plain and isinstance(owner, ast.Name | ast.Attribute):
                facts = target.facts if isinstance(target, Tensor) else ANY_FORM
                self.assign(owner, self.make_leaf("tensor", node, state, facts=facts), state)
                return True
        if name == "requires_grad" and isinstance(target, Tensor | Unknown):
            self.set_learning(target, value, node, state)
        return super().assign_special(target, name, value, node, state)

    def call_tensor_method(
        self, receiver: Tensor, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls a method of a tensor."""
        if name == "backward":
            self.backward_towards(receiver, arguments, node, state)
            return [(Constant(None), state)]
        if name == "requires_grad_" and receiver.holders:
            self.set_learning(receiver, arguments.get(0, "requires_grad"), node, state)
        elif name == "requires_grad_":
            return [(self.make_leaf("tensor", node, state, facts=receiver.facts), state)]
        if name == "apply_":
            return [(receiver, state)]
        if name in ("add_", "sub_", "addcdiv_", "copy_") and any(
            mentions_grad(argument) for argument in arguments.nodes if argument is not None
        ):
            self.step(self.leaf_holders(receiver), None, node, state)
            return [(receiver, state)]
        effect = METHODS.get(name, TensorEffect.UNKNOWN)
        with_receiver = arguments.with_first(receiver)
        return [(self.tensor_result(effect, name, with_receiver, node, state), state)]

    def _call_tensor_function(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        effect = FUNCTIONS[name]
        made_here = effect is TensorEffect.FRESH or name == "torch.autograd.Variable"
        if made_here and arguments.keywords.get("requires_grad") == TRUE:
            return self.make_leaf("tensor", node, state)
        return self.tensor_result(effect, name, arguments, node, state)
