"""Ready-made models: how they are made, what they give, and what the program changes in them."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.arguments import constant_arguments
from torchvet.interpret.events import Form, Mode, TensorFact
from torchvet.interpret.module_making import ModuleMaking
from torchvet.interpret.records import ModuleObject
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import ModeState, State
from torchvet.interpret.values import (
    Attribute,
    Constant,
    External,
    Holder,
    Ref,
    Symbol,
    Tensor,
    Unknown,
    Value,
)
from torchvet.program.knowledge.layer import Output
from torchvet.program.knowledge.models import HEADS, PARTS, Model, Start

_FORWARD = "forward"


class ReadyModels(ModuleMaking):
    """The part of the interpreter that knows ready-made models."""

    def make_ready_model(
        self, name: str, model: Model, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Makes a model of a package."""
        made = self.put_module(name, arguments, node, state, label=model.label, opaque=model.layers is None)
        record = state.write(made.id)
        assert isinstance(record, ModuleObject)
        record.model = model
        if model.switches_itself:
            state.modes[made.id] = ModeState(Mode.UNKNOWN)
        if model.start is not Start.TRAIN:
            self.start_in(made.id, Mode.EVAL if model.start is Start.EVAL else Mode.UNKNOWN, state)
        return made

    def head_output(self, record: ModuleObject, node: ast.expr, state: State) -> Value | None:
        """What a ready-made model gives whose last part the program has replaced; None where it has not."""
        if _FORWARD in record.fields:
            return self.fresh_unknown(node, state)
        for name in HEADS:
            head = record.fields.get(name)
            if head is None:
                continue
            if not isinstance(head, Ref) or self.module(head.id, state) is None:
                return self.fresh_unknown(node, state)
            features = Arguments([self.unknown(node)], [None])
            with self.activated(replace(self.now, forward_of=self.now.forward_of or -1)):
                return self.one_path(self.call(head, features, node, state), state)
        return None

    def output_of(self, model: Model, record: ModuleObject) -> Output:
        """What is applied last in a ready-made model."""
        return model.output(constant_arguments(record.arguments))

    def name_parts(self, value: Unknown, model: Model, node: ast.expr, state: State) -> None:
        """Says what the parts of a model's output are, where they are raw scores: ``outputs.logits``."""
        scores = Tensor(
            (TensorFact(Form.LOGITS, applied_at=self.place(node), applied_through=self.now.stack),)
        )
        for symbol in _parts(value, model):
            state.refine(symbol, scores)

    def tag_parts(
        self, value: Unknown, holders: frozenset[Holder], events: frozenset[int], state: State
    ) -> None:
        """Puts a model's parameters and its Forward event behind the parts of its output."""
        for symbol, part in list(state.refined.items()):
            if isinstance(part, Tensor) and len(symbol) == 3 and symbol[1] == value.symbol:
                state.refine(symbol, Tensor(part.facts, part.holders | holders, part.events | events))

    def note_hook(self, model: Ref, state: State) -> None:
        """Notes that a hook gets a ready-made model's output, and can give another one."""
        record = self.module(model.id, state)
        if record is not None and isinstance(record.cls, External):
            state.write(model.id).fields.setdefault(_FORWARD, Unknown(("hooked", model.id)))

    def note_changed_part(self, part: Value, state: State) -> None:
        """Notes that the program has changed something within the last part of a ready-made model."""
        if not isinstance(part, Attribute) or not isinstance(part.receiver, Ref):
            return
        record = self.module(part.receiver.id, state)
        if record is None or not isinstance(record.cls, External):
            return
        if part.name in HEADS or part.name == "_modules":
            name = part.name if part.name in HEADS else HEADS[0]
            written = state.write(part.receiver.id)
            written.fields.setdefault(name, Unknown(("changed", part.receiver.id)))


def _parts(value: Unknown, model: Model) -> list[Symbol]:
    names, keys = PARTS.get(model.gives, ((), ()))
    return [
        *(("attr", value.symbol, name) for name in names),
        *(("item", value.symbol, Constant(key)) for key in keys),
    ]
