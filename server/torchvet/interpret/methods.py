"""Methods of known things."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.interpret.records import (
    ClassObject,
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Record,
    Sequence,
    Stream,
)
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.unknown_things import UnknownThings
from torchvet.interpret.values import Attribute, Constant, Ref, Tensor, Value
from torchvet.program.knowledge.module_attributes import TABLES


class Methods(UnknownThings):
    """The part of the interpreter that calls methods."""

    def call_method(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        receiver = self.resolve(receiver, state)
        if isinstance(receiver, Tensor):
            return self.call_tensor_method(receiver, name, arguments, node, state)
        if isinstance(receiver, Ref):
            record = state.read(receiver.id)
            for kind, method in _METHODS_BY_KIND.items():
                if isinstance(record, kind):
                    return method(self, receiver, name, arguments, node, state)
        if isinstance(receiver, Constant) and isinstance(receiver.value, str):
            return [(self._text_method(receiver.value, name, arguments, node), state)]
        if name == "copy" and isinstance(receiver, Attribute) and receiver.name in TABLES:
            return [(receiver, state)]
        if name == "backward":
            self.backward_towards(receiver, arguments, node, state)
        if name == "requires_grad_":
            self.set_learning(receiver, arguments.get(0, "requires_grad"), node, state)
        return [(self.fresh_unknown(node, state, receiver, *arguments.values()), state)]


_Method = Callable[[Methods, Ref, str, Arguments, ast.expr, State], list[Outcome]]

_METHODS_BY_KIND: dict[type[Record], _Method] = {
    ModuleObject: Methods._module_method,  # pyright: ignore[reportPrivateUsage]
    OptimizerObject: Methods._optimizer_method,  # pyright: ignore[reportPrivateUsage]
    LoaderObject: Methods._loader_method,  # pyright: ignore[reportPrivateUsage]
    Sequence: Methods._sequence_method,  # pyright: ignore[reportPrivateUsage]
    Mapping: Methods._mapping_method,  # pyright: ignore[reportPrivateUsage]
    Stream: Methods._stream_method,  # pyright: ignore[reportPrivateUsage]
    ClassObject: Methods._class_method,  # pyright: ignore[reportPrivateUsage]
    Instance: Methods._instance_method,  # pyright: ignore[reportPrivateUsage]
}
