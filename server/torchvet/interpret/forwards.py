"""Calls of modules: what their forward gives."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.events import Form, Forward, Mode, ModeSet, TensorFact
from torchvet.interpret.ready_models import ReadyModels
from torchvet.interpret.records import Instance, Mapping, ModuleObject, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import ModeState, State
from torchvet.interpret.values import (
    ANY_FORM,
    NO_EVENTS,
    NONE,
    NOTHING,
    External,
    Function,
    Holder,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    is_logarithm,
)
from torchvet.program.knowledge.containers import SEQUENTIAL
from torchvet.program.knowledge.layer import Dependence, Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.pretrained import MODELS

FORMS = {
    Output.LOGITS: Form.LOGITS,
    Output.SOFTMAX: Form.PROBABILITIES,
    Output.LOG_SOFTMAX: Form.LOG_PROBABILITIES,
    Output.SIGMOID: Form.SIGMOID,
    Output.LOG_SIGMOID: Form.LOG_SIGMOID,
    Output.OTHER: Form.OTHER,
    Output.UNKNOWN: Form.UNKNOWN,
}


class Forwards(ReadyModels):
    """The part of the interpreter that calls modules."""

    def call_module(self, module: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = self.module(module.id, state)
        assert record is not None
        name = self.external_name(record, state)
        layer = LAYERS.get(name) if name else None
        if name is not None and name in LOSSES:
            return [(self.call_loss_object(name, record, arguments, node, state), state)]
        if self.now.forward_of is None and module.id in self.memory.summaries:
            # What one of many was left in says nothing of the next.
            inside = self.descendants(module.id, state)
            self.lose_gradients(self.parameter_holders(module.id, state), state)
            if not self.memory.switched.isdisjoint(inside):
                state.modes.update(dict.fromkeys(inside, ModeState(Mode.UNKNOWN)))
        event = self._record_forward(module, record, layer is not None, arguments, node, state)
        if name is None:
            outcomes = self._call_own_module(module, record, arguments, node, state)
        elif name == SEQUENTIAL:
            outcomes = self._call_sequence(record, arguments, node, state)
        else:
            outcomes = [(self._layer_output(name, record, arguments, node, state), state)]
        holders = NOTHING
        if state.grad_enabled is not False and (self.now.forward_of is None or name is not None):
            holders = self.parameter_holders(module.id, state)
            if layer is not None and layer.parameters is False:
                holders = NOTHING
        events = frozenset({event}) if event is not None else NO_EVENTS
        if not holders and not events:
            return outcomes
        return [(self.tagged(value, holders, events, after), after) for value, after in outcomes]

    def _record_forward(
        self,
        module: Ref,
        record: ModuleObject,
        is_layer: bool,
        arguments: Arguments,
        node: ast.expr,
        state: State,
    ) -> int | None:
        if self.now.forward_of is not None:
            return None
        thing = self.module_thing(module.id, state)
        if is_layer and thing.dependence is Dependence.NO and not self._has_parameters(module.id, state):
            return None
        mode, set_by = self.mode_of(module.id, state)
        inputs = NO_EVENTS.union(*(events_of(value) for value in arguments.values()))
        event = self.record(
            Forward,
            node,
            state,
            module=thing,
            mode=mode,
            mode_set=tuple(e for e in (self.trace.at(index) for index in set_by) if isinstance(e, ModeSet)),
            grad_enabled=state.grad_enabled,
            inputs_from=inputs,
            owner_label=self._called_text(node, record),
        )
        return event.index

    def _has_parameters(self, identity: int, state: State) -> bool:
        record = self.module(identity, state)
        name = self.external_name(record, state) if record else None
        layer = LAYERS.get(name) if name else None
        return layer is None or layer.output is Output.CONTAINER or layer.parameters is not False

    def _called_text(self, node: ast.expr, record: ModuleObject) -> str:
        if isinstance(node, ast.Call):
            return self.now.scope.document.text_of(node.func)
        return record.label

    def _call_own_module(
        self, module: Ref, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        for method in ("__call__", "forward"):
            forward = self.find_method(record.cls, method, state)
            if isinstance(forward, Function):
                break
        else:
            return self._call_inherited(module, record, arguments, node, state)
        return self.call_function(forward, arguments.with_first(module), node, state, forward_of=module.id)

    def _call_inherited(
        self, module: Ref, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        for ancestor in self.ancestry(record.cls, state):
            if not isinstance(ancestor, External):
                continue
            if ancestor.name == SEQUENTIAL:
                return self._call_sequence(record, arguments, node, state)
            if ancestor.name in LOSSES:
                return [(self.call_loss_object(ancestor.name, record, arguments, node, state), state)]
            if ancestor.name in LAYERS or ancestor.name in MODELS:
                return [(self._layer_output(ancestor.name, record, arguments, node, state), state)]
        return [(self.fresh_unknown(node, state, *arguments.values()), state)]

    def _call_sequence(
        self, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if not arguments.positional:
            return [(self.fresh_unknown(node, state, *arguments.values()), state)]
        outcomes: list[Outcome] = [(arguments.positional[0], state)]
        inside = replace(self.now, forward_of=self.now.forward_of or -1)
        uncounted = len(record.items) - record.tail if record.tail is not None else -1
        for number, layer in enumerate(record.items.values()):
            if number == uncounted:
                outcomes = [(self.unknown(node, value), after) for value, after in outcomes]
            following: list[Outcome] = []
            for value, after in outcomes:
                with self.activated(inside):
                    following += self.call(layer, Arguments([value], [None]), node, after)
            outcomes = self.merge_outcomes(following, 4)
        if record.opaque or uncounted == len(record.items):
            return [(self.unknown(node, value), after) for value, after in outcomes]
        return outcomes

    def _layer_output(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        inputs = [self.as_tensor(value, state) for value in arguments.values()]
        first = inputs[0] if inputs else NONE
        holders, events = self.sources([*inputs, *arguments.values()], state)
        layer, model = LAYERS.get(name), record.model or MODELS.get(name)
        output = layer.output if layer else Output.UNKNOWN
        if model is not None:
            changed = self.head_output(record, node, state)
            if changed is not None:
                return changed
            output = self.output_of(model, record)
        if output is Output.PRESERVES:
            facts = first.facts if isinstance(first, Tensor) else ANY_FORM
            return Tensor(facts, holders, events)
        form = FORMS.get(output, Form.UNKNOWN)
        if form is Form.UNKNOWN:
            value = Unknown(self.fresh_unknown(node, state).symbol, holders, events)
            if model is not None:
                self.name_parts(value, model, node, state)
            return value
        in_sequence = bool(arguments.nodes) and arguments.nodes[0] is None
        at = record.made_at if in_sequence and record.made_at else self.place(node)
        fact = TensorFact(
            form,
            applied_at=at,
            applied_through=self.now.stack,
            argument=arguments.node(0, "input"),
            layer_made_at=record.made_at,
            dropped=in_sequence,
            undoes_log=form is Form.PROBABILITIES and is_logarithm(first),
        )
        return Tensor((fact,), holders, events)

    def tagged(self, value: Value, holders: frozenset[Holder], events: frozenset[int], state: State) -> Value:
        """A module's output, with the module's parameters and its Forward event behind it."""
        if isinstance(value, Tensor):
            return Tensor(value.facts, value.holders | holders, value.events | events)
        if isinstance(value, Unknown):
            self.tag_parts(value, holders, events, state)
            return Unknown(value.symbol, value.holders | holders, value.events | events, value.captures)
        if isinstance(value, Several):
            return Several(tuple(self.tagged(member, holders, events, state) for member in value.values))
        if isinstance(value, Ref):
            self._tag_object(value.id, holders, events, state)
        return value

    def _tag_object(
        self, identity: int, holders: frozenset[Holder], events: frozenset[int], state: State
    ) -> None:
        record = state.read(identity)
        if isinstance(record, Sequence):
            written = state.write(identity)
            assert isinstance(written, Sequence)
            if written.items is not None:
                written.items = tuple(self.tagged(item, holders, events, state) for item in written.items)
            if written.element is not None:
                written.element = self.tagged(written.element, holders, events, state)
        elif isinstance(record, Mapping):
            written = state.write(identity)
            assert isinstance(written, Mapping)
            written.entries = {
                key: self.tagged(item, holders, events, state) for key, item in written.entries.items()
            }
        elif type(record) is Instance:
            fields = state.write(identity).fields
            for name, value in list(fields.items()):
                if isinstance(value, Tensor | Unknown):
                    fields[name] = self.tagged(value, holders, events, state)
