"""Deep copies."""

from __future__ import annotations

import ast
from dataclasses import replace
from enum import Enum, auto

from torchvet.interpret.loaders import Loaders
from torchvet.interpret.records import ClassObject, Frame, Mapping, ModuleObject, Sequence
from torchvet.interpret.state import State
from torchvet.interpret.values import Ref, Several, Unknown, Value, join
from torchvet.source.nodes import remembered, walk


class _Kind(Enum):
    """What the parameters of a copy are."""

    DEEP = auto()
    SHALLOW = auto()
    COMPUTED = auto()


@remembered
def puts_parameters(code: ast.AST) -> bool:
    """Whether a text puts other tensors in the place of a module's parameters, one by one."""
    for node in walk(code):
        if not isinstance(node, ast.Assign):
            continue
        for target in node.targets:
            one = target.value if isinstance(target, ast.Subscript) else None
            if isinstance(one, ast.Attribute) and one.attr == "_parameters":
                return True
            is_all = isinstance(target, ast.Attribute) and target.attr == "_parameters"
            if is_all and isinstance(node.value, ast.DictComp):
                return True
    return False


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

        Where something is put in place of its parameters, it is made of the other's: gradients reach those.
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
                around = self.now.nodes[-1] if self.now.nodes else self.now.scope.document.tree
                kind = _Kind.COMPUTED if puts_parameters(around) else _Kind.SHALLOW
                copy = self._copied_object(source, part, state, {}, kind)
                like = state.read(copy.id)
                assert isinstance(like, ModuleObject)
                state.put(target.id, replace(like, revision=made.revision + 1))
                return True
        return False

    def _copied_object(
        self, value: Ref, node: ast.expr, state: State, done: dict[int, Ref], kind: _Kind = _Kind.DEEP
    ) -> Ref:
        """A copy of an object and of what is in it, each once.

        Args:
            value: the object.
            node: where it is copied.
            state: the state.
            done: the copies by the ids of their originals.
            kind: what the parameters of its modules are.
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
            return self._copied_object(part, node, state, done, kind) if isinstance(part, Ref) else part

        copy.fields = {name: inner(part) for name, part in copy.fields.items()}
        if isinstance(copy, ModuleObject):
            copy.items = {name: inner(value) for name, value in copy.items.items()}
            copy.parameters_of = None if kind is _Kind.DEEP else copy.parameters_of or value.id
            copy.computed = kind is _Kind.COMPUTED or (kind is _Kind.SHALLOW and copy.computed)
        elif isinstance(copy, Sequence) and copy.items is not None:
            copy.items = tuple(inner(part) for part in copy.items)
        elif isinstance(copy, Mapping):
            copy.entries = {key: inner(part) for key, part in copy.entries.items()}
        return made
