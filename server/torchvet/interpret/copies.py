"""Deep copies."""

from __future__ import annotations

import ast

from torchvet.interpret.loaders import Loaders
from torchvet.interpret.records import ClassObject, Frame, Mapping, ModuleObject, Sequence
from torchvet.interpret.state import State
from torchvet.interpret.values import Ref, Several, Unknown, Value, join


class Copies(Loaders):
    """The part of the interpreter that copies objects."""

    def copied(self, value: Value, node: ast.expr, state: State) -> Value:
        """A deep copy: the same structure with modes and gradients of its own."""
        if isinstance(value, Several):
            found: Value | None = None
            for member in value.values:
                one = self.copied(member, node, state)
                found = one if found is None else join(found, one)
            return found or self.unknown(node)
        if isinstance(value, Unknown):
            return self.fresh_unknown(node, state)
        if not isinstance(value, Ref):
            return value
        return self._copied_object(value, node, state, {})

    def _copied_object(self, value: Ref, node: ast.expr, state: State, done: dict[int, Ref]) -> Ref:
        if value.id in done:
            return done[value.id]
        record = state.read(value.id)
        if record is None or isinstance(record, ClassObject | Frame):
            return value
        copy = record.copy()
        made = self.put(node, copy, state, "copy", value.id)
        done[value.id] = made
        if value.id in state.modes:
            state.modes[made.id] = state.modes[value.id]
        else:
            state.modes.pop(made.id, None)
        state.gradients.pop(made.id, None)

        def inner(part: Value) -> Value:
            return self._copied_object(part, node, state, done) if isinstance(part, Ref) else part

        copy.fields = {name: inner(part) for name, part in copy.fields.items()}
        if isinstance(copy, ModuleObject):
            copy.items = {name: inner(value) for name, value in copy.items.items()}
        elif isinstance(copy, Sequence) and copy.items is not None:
            copy.items = tuple(inner(part) for part in copy.items)
        elif isinstance(copy, Mapping):
            copy.entries = {key: inner(part) for key, part in copy.entries.items()}
        return made
