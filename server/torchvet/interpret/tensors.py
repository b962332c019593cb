"""Tensors: what functions and methods make of them, and losses."""

from __future__ import annotations

import ast

from torchvet.interpret.core import Arguments, Outcome
from torchvet.interpret.events import (
    DistributionMade,
    Form,
    FunctionalDropout,
    LossCall,
    TensorFact,
)
from torchvet.interpret.gradients import Gradients
from torchvet.interpret.modules import constant_arguments, kept_arguments
from torchvet.interpret.records import Leaf, ModuleObject, Sequence
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    ANY_FORM,
    NO_EVENTS,
    NOTHING,
    OTHER_FORM,
    Attribute,
    Constant,
    Ref,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    members,
    tensor_facts,
)
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS
from torchvet.program.knowledge.functions import METHODS, TensorEffect
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.loss import Loss

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
)
_CUTTING = frozenset({"clamp", "clip", "clamp_min", "clamp_max"})
_KEEPING_ATTRIBUTES = frozenset({"T", "mT", "H", "mH", "real"})


class Tensors(Gradients):
    """The part of the interpreter that follows tensors."""

    def attribute_of_tensor(self, value: Tensor, name: str, state: State) -> Value:
        if name == "data":
            return Tensor(value.facts, NOTHING, value.events, value.leaf)
        if name == "grad":
            return Unknown(("grad", value.holders, value.leaf))
        if name in _KEEPING_ATTRIBUTES:
            return value
        if name in METHODS or name in ("backward", "grad_fn", "__len__"):
            return Attribute(value, name)
        # The attributes of tensors that are none of their values (shape, device, dtype).
        return Unknown(("attr", "tensor", name)) if name in _PLAIN else Attribute(value, name)

    def sources(self, arguments: list[Value], state: State) -> tuple[frozenset[object], frozenset[int]]:
        """Holders and events behind some values, one level into sequences."""
        holders: frozenset[object] = NOTHING
        events = NO_EVENTS
        for value in arguments:
            for part in (value, *self._inside(value, state)):
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
        return found

    def tensor_result(
        self, effect: TensorEffect, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """What a function or method of tensors gives, its tensor being the first argument."""
        values = arguments.values()
        holders, events = self.sources(values, state)
        if state.grad_enabled is False or effect in _NO_GRADIENT:
            holders = NOTHING
        if effect is TensorEffect.DETACHES:
            events = events_of(values[0]) if values else NO_EVENTS
        first: Value = values[0] if values else Constant(None)
        facts = self._facts_after(effect, first, arguments, node, state)
        if name.rpartition(".")[2].strip("_") in _CUTTING:
            facts = tuple(fact if fact.form is not Form.LOGITS else OTHER_FORM[0] for fact in facts)
        result = Tensor(facts, holders, events)  # type: ignore[arg-type]
        if effect is TensorEffect.SPLITS:
            made = Sequence(kind="tuple", items=None, element=result, made_at=self.place(node))
            return self.put(node, made, state, "parts")
        if effect is TensorEffect.VALUES_AND_INDICES or (
            effect is TensorEffect.EXTREMUM and self._has_dimension(arguments)
        ):
            indices = self._fact(Form.CLASS_INDICES, arguments, node)
            values_part = Tensor(OTHER_FORM, holders, events)  # type: ignore[arg-type]
            return self.make_sequence(
                node, "tuple", [values_part, Tensor((indices,), NOTHING, events)], state
            )
        if effect in (TensorEffect.NOT_A_TENSOR, TensorEffect.NOTHING):
            return self.unknown(node)
        if effect is TensorEffect.UNKNOWN:
            return Tensor(ANY_FORM, holders, events)  # type: ignore[arg-type]
        return result

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
            return (self._fact(applied, arguments, node),)
        if effect in (TensorEffect.LOG, TensorEffect.EXP):
            table = _LOGARITHM if effect is TensorEffect.LOG else _EXPONENTIAL
            if not isinstance(first, Tensor):
                return ANY_FORM
            return tuple(
                self._fact(table.get(fact.form, Form.UNKNOWN if fact.form is Form.UNKNOWN else Form.OTHER), arguments, node)
                for fact in first.facts
            )
        if effect in (TensorEffect.EXTREMUM, TensorEffect.COMPARES, TensorEffect.FRESH):
            return OTHER_FORM
        return ANY_FORM

    def make_leaf(self, label: str, node: ast.expr, state: State, *, facts: tuple[TensorFact, ...] = ANY_FORM) -> Tensor:
        """A new tensor that gathers gradients itself."""
        made = self.put(node, Leaf(label=label, made_at=self.place(node)), state, "leaf")
        state.gradients.pop(made.id, None)
        return Tensor(facts, frozenset({made.id}), leaf=made.id)

    # --- losses -------------------------------------------------------------------------------------------

    def call_loss_object(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        loss = LOSSES[name]
        return self.compute_loss(loss, record, arguments, node, state)

    def compute_loss(
        self, loss: Loss, made: ModuleObject | None, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Records the computation of a loss, and gives its value."""
        given = arguments.get(loss.input_position, loss.input)
        target = arguments.get(loss.target_position, loss.target)
        values = [value for value in (given, target) if value is not None]
        holders, events = self.sources(values, state)
        options = constant_arguments(made.arguments if made else kept_arguments(arguments))
        facts = tensor_facts(given) if given is not None and not arguments.open_ended else ANY_FORM
        event = self.record(
            LossCall,
            node,
            state,
            name=loss.name,
            expects=loss.expects_given(options),
            functional=made is None,
            loss_made_at=made.made_at if made else None,
            input_node=arguments.node(loss.input_position, loss.input),
            target_node=arguments.node(loss.target_position, loss.target),
            input=facts,
            grad_enabled=state.grad_enabled,
            forwards=events_of(given) if given is not None else NO_EVENTS,
        )
        if state.grad_enabled is False:
            holders = NOTHING
        return Tensor(OTHER_FORM, holders, events | {event.index})  # type: ignore[arg-type]

    def make_distribution(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> None:
        """Records a distribution's parameters."""
        distribution = DISTRIBUTIONS[name]
        for keyword, parameter in (("probs", distribution.probs), ("logits", distribution.logits)):
            value = arguments.get(parameter.position, keyword)
            expression = arguments.node(parameter.position, keyword)
            if value is None or expression is None or value == Constant(None):
                continue
            self.record(
                DistributionMade,
                node,
                state,
                name=name.rpartition(".")[2],
                parameter=keyword,
                value_node=expression,
                keyword=arguments.keyword_nodes.get(keyword),
                value=tensor_facts(value),
            )

    # --- functional dropout ---------------------------------------------------------------------------------

    def note_dropout(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> None:
        """Records a functional dropout."""
        known = FUNCTIONAL_DROPOUTS[name]
        frame = self.frame(state)
        owner = frame.method_of
        module = self.module(owner.id, state) if isinstance(owner, Ref) else None
        constants = constant_arguments(kept_arguments(arguments))
        rate = known.rate.value_in(constants) if known.rate else None
        training: ast.expr | None = None
        if known.training is not None:
            training = arguments.node(known.training.position, known.training.name)
            if training is None and arguments.get(known.training.position, known.training.name) is not None:
                return
        rate_node = arguments.node(known.rate.position, known.rate.name) if known.rate else None
        self.record(
            FunctionalDropout,
            node,
            state,
            function=name,
            module=self.module_thing(owner.id, state) if module and isinstance(owner, Ref) else None,
            self_name=self._self_name(),
            training=training,
            follows_mode=self._follows_mode(
                [one for one in (training, rate_node) if one is not None],
                training if known.training is not None else rate_node,
                state,
            ),
            rate_is_zero=rate == 0 or (known.rate is not None and rate is None),
        )

    def _self_name(self) -> str | None:
        function = self.now.nodes[-1] if self.now.nodes else None
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters = [*function.args.posonlyargs, *function.args.args]
            return parameters[0].arg if parameters else None
        return None

    def _follows_mode(self, arguments: list[ast.expr], decides: ast.expr | None, state: State) -> bool:
        """Whether a test around the call, or one of its arguments, depends on the module's mode."""
        tests = [condition.place.node for condition in state.path]
        for node in (*tests, *arguments, *self._assigned_from(arguments)):
            if any(isinstance(inner, ast.Attribute) and inner.attr == "training" for inner in ast.walk(node)):
                return True
        # What comes in as an argument may follow the mode; an attribute of its own doesn't.
        if decides is None or isinstance(decides, ast.Constant | ast.Attribute):
            return False
        return not isinstance(self.evaluate(decides, state), Constant)

    def _assigned_from(self, names: list[ast.expr]) -> list[ast.expr]:
        """What the running function assigns to some names."""
        wanted = {node.id for node in names if isinstance(node, ast.Name)}
        if not wanted or not self.now.nodes:
            return []
        return [
            inner.value
            for inner in ast.walk(self.now.nodes[-1])
            if isinstance(inner, ast.Assign)
            for target in inner.targets
            if isinstance(target, ast.Name) and target.id in wanted
        ]

    def call_tensor_method(
        self, receiver: Tensor, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls a method of a tensor."""
        if name == "backward":
            self.backward(receiver, node, state)
            return [(Constant(None), state)]
        if name == "requires_grad_" and not receiver.holders:
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

    @staticmethod
    def leaf_holders(value: Value) -> frozenset[object]:
        """The holders that an update of a tensor by hand changes."""
        if isinstance(value, Tensor) and value.leaf is not None:
            return frozenset({value.leaf})
        return holders_of(value)

    def manual_update(self, node: ast.AugAssign, current: Value, value: Value, state: State) -> bool:
        if not isinstance(node.op, ast.Sub | ast.Add) or not mentions_grad(node.value):
            return False
        target = node.target
        if isinstance(target, ast.Attribute) and target.attr == "data":
            current = self.evaluate(target.value, state)
        if not isinstance(current, Tensor) or not (current.holders or current.leaf is not None):
            return False
        self.step(self.leaf_holders(current) | current.holders, None, node, state)
        return True


def mentions_grad(node: ast.AST) -> bool:
    """Whether an expression reads a gradient."""
    return any(isinstance(inner, ast.Attribute) and inner.attr == "grad" for inner in ast.walk(node))


_PLAIN = frozenset(
    {"shape", "device", "dtype", "ndim", "requires_grad", "is_cuda", "is_leaf", "layout", "names", "itemsize", "nbytes"}
)
