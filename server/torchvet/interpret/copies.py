"""Deep copies."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.loaders import Loaders
from torchvet.interpret.records import ClassObject, Frame, Mapping, ModuleObject, Sequence
from torchvet.interpret.state import State
from torchvet.interpret.values import Ref, Several, Unknown, Value, join
from torchvet.source.nodes import walk


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

    def assign_special(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> bool:
        if name == "__dict__" and isinstance(target, Ref) and self._becomes_like(target, node, state):
            return True
        return super().assign_special(target, name, value, node, state)

    def _becomes_like(self, target: Ref, node: ast.AST, state: State) -> bool:
        """``copy.__dict__ = module.__dict__.copy()``: a module made anew holds what another one holds.

        What is put in place of its parameters then are functions of the other's: gradients reach those.
        """
        statement = self.now.scope.document.parent_of(node)
        given = statement.value if isinstance(statement, ast.Assign) else None
        for part in walk(given) if given is not None else ():
            if not isinstance(part, ast.Attribute) or part.attr != "__dict__":
                continue
            source = self.resolve(self.evaluate(part.value, state), state)
            record = self.module(source.id, state) if isinstance(source, Ref) else None
            made = self.module(target.id, state)
            if record is not None and made is not None and isinstance(source, Ref):
                copy = self._copied_object(source, part, state, {}, shares=True)
                like = state.read(copy.id)
                assert isinstance(like, ModuleObject)
                state.put(target.id, replace(like, revision=made.revision + 1))
                return True
        return False

    def _copied_object(
        self, value: Ref, node: ast.expr, state: State, done: dict[int, Ref], *, shares: bool = False
    ) -> Ref:
        """A copy of an object and of what is in it, each once.

        Args:
            value: the object.
            node: where it is copied.
            state: the state.
            done: the copies by the ids of their originals.
            shares: whether the parameters of its modules are functions of the original's.
        """
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
            return (
                self._copied_object(part, node, state, done, shares=shares) if isinstance(part, Ref) else part
            )

        copy.fields = {name: inner(part) for name, part in copy.fields.items()}
        if isinstance(copy, ModuleObject):
            copy.items = {name: inner(value) for name, value in copy.items.items()}
            copy.parameters_of = (copy.parameters_of or value.id) if shares else None
        elif isinstance(copy, Sequence) and copy.items is not None:
            copy.items = tuple(inner(part) for part in copy.items)
        elif isinstance(copy, Mapping):
            copy.entries = {key: inner(part) for key, part in copy.entries.items()}
        return made
