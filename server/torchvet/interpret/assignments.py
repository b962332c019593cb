"""Assignments."""

from __future__ import annotations

import ast

from torchvet.interpret.expressions import Expressions
from torchvet.interpret.records import Mapping, ModuleObject, Sequence, is_index
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    Constant,
    Ref,
    Several,
    Unknown,
    Value,
    holders_of,
    is_zero,
    join,
)

_ROW = ast.Tuple | ast.List


class Assignments(Expressions):
    """The part of the interpreter that assigns."""

    def _assign(self, node: ast.Assign, state: State) -> list[State]:
        outcomes = self.evaluate_paths(node.value, state)
        for value, after in outcomes:
            for target in node.targets:
                self.assign(target, value, after)
        return [after for _, after in outcomes]

    def _annotated(self, node: ast.AnnAssign, state: State) -> list[State]:
        if node.value is None:
            return [state]
        outcomes = self.evaluate_paths(node.value, state)
        for value, after in outcomes:
            self.assign(node.target, value, after)
        return [after for _, after in outcomes]

    def _augmented(self, node: ast.AugAssign, state: State) -> list[State]:
        load = node.target
        if isinstance(load, ast.Attribute) and load.attr == "grad":
            # Scaling or adding to gradients leaves them what they are.
            factor = self.evaluate(node.value, state)
            if isinstance(node.op, ast.Mult) and is_zero(factor):
                owner = self.evaluate(load.value, state)
                self.zero(self.leaf_holders(owner) | holders_of(owner), node, state)
            return [state]
        current = self.evaluate(load, state)
        value = self.evaluate(node.value, state)
        if self.manual_update(node, current, value, state):
            return [state]
        if isinstance(current, Ref) and isinstance(state.read(current.id), Sequence):
            self.extend(current, value, node, state)
            return [state]
        self.assign(node.target, self.operate(node.op, current, value, node, state), state)
        return [state]

    def extend(self, target: Ref, value: Value, node: ast.AST, state: State) -> None:
        """Adds the elements of a value to a list."""
        record = state.write(target.id)
        assert isinstance(record, Sequence)
        more = self.elements(value, node, state)
        once = more is not None and not self.runs_repeatedly(node)
        if not once:
            self.memory.summaries |= self.captured([value], state)
        for element in more if more is not None else [self.element_of(value, node, state)]:
            record.append(element, once=once)

    def assign(self, target: ast.expr, value: Value, state: State) -> None:
        if isinstance(target, ast.Name):
            self.bind(target.id, value, state)
        elif isinstance(target, ast.Attribute):
            owner = self.evaluate(target.value, state)
            self.assign_attribute(owner, target.attr, value, target, state)
        elif isinstance(target, _ROW):
            self._unpack(target, value, state)
        elif isinstance(target, ast.Subscript):
            self._assign_item(target, value, state)
        elif isinstance(target, ast.Starred):
            self.assign(
                target.value, self.make_sequence(target, "list", [value], state, complete=False), state
            )

    def _unpack(self, target: ast.Tuple | ast.List, value: Value, state: State) -> None:
        value = self.resolve(value, state)
        known = self.elements(value, target, state)
        starred = next((i for i, t in enumerate(target.elts) if isinstance(t, ast.Starred)), None)
        if known is not None and starred is None and len(known) == len(target.elts):
            for part, element in zip(target.elts, known, strict=True):
                self.assign(part, element, state)
            return
        if known is not None and starred is not None and len(known) >= len(target.elts) - 1:
            after = len(target.elts) - starred - 1
            middle = known[starred : len(known) - after]
            for part, element in zip(target.elts[:starred], known[:starred], strict=True):
                self.assign(part, element, state)
            rest = target.elts[starred]
            assert isinstance(rest, ast.Starred)
            self.assign(rest.value, self.make_sequence(rest, "list", middle, state), state)
            for part, element in zip(target.elts[starred + 1 :], known[len(known) - after :], strict=True):
                self.assign(part, element, state)
            return
        if isinstance(value, Several):
            self._unpack_several(target, value, state)
            return
        self._unpack_unknown(target, value, state)

    def _unpack_several(self, target: ast.Tuple | ast.List, value: Several, state: State) -> None:
        rows = [self.elements(member, target, state) for member in value.values]
        fitting = [row for row in rows if row is not None and len(row) == len(target.elts)]
        for position, part in enumerate(target.elts):
            found: Value | None = (
                None if len(fitting) == len(rows) else self._part(value, position, part, state)
            )
            for row in fitting:
                found = row[position] if found is None else join(found, row[position])
            self.assign(part, found or self.unknown(part), state)

    def _unpack_unknown(self, target: ast.Tuple | ast.List, value: Value, state: State) -> None:
        for position, part in enumerate(target.elts):
            self.assign(part, self._part(value, position, part, state), state)

    def _part(self, value: Value, position: int, part: ast.expr, state: State) -> Value:
        if isinstance(value, Unknown):
            symbol = ("item", value.symbol, Constant(position))
            return self.resolve(Unknown(symbol, value.holders, value.events, value.captures), state)
        return self.element_of(value, part, state)

    def _assign_item(self, target: ast.Subscript, value: Value, state: State) -> None:
        container = self.evaluate(target.value, state)
        key = self.evaluate(target.slice, state)
        self.lose_written_gradient(container, state)
        self.note_changed_part(container, state)
        for identity in self.refs(container, state):
            if self.call_special("__setitem__", (Ref(identity), key, value), target, state) is None:
                self.set_item(identity, key, value, state)
        if isinstance(container, Unknown):
            state.refine(("item", container.symbol, key), value)

    def set_item(self, identity: int, key: Value, value: Value, state: State) -> None:
        """``container[key] = value``."""

        record = state.write(identity)
        if isinstance(record, Mapping):
            if isinstance(key, Constant):
                record.entries[key.value] = value
            else:
                self.memory.summaries |= self.captured([value], state)
                record.rest = value if record.rest is None else join(record.rest, value)
        elif isinstance(record, ModuleObject) and isinstance(key, Constant):
            record.items[str(key.value)] = value
        elif isinstance(record, Sequence):
            number = key.value if isinstance(key, Constant) else None
            if record.items is not None and isinstance(number, int) and is_index(number, record.items):
                items = list(record.items)
                items[number] = value
                record.items = tuple(items)
                return
            known = record.any_element()
            record.items, record.element = None, value if known is None else join(known, value)

    def _delete(self, node: ast.Delete, state: State) -> list[State]:
        for target in node.targets:
            if isinstance(target, ast.Name):
                state.write(self.now.frame).fields.pop(target.id, None)
            elif isinstance(target, ast.Attribute):
                owner = self.evaluate(target.value, state)
                if target.attr == "grad":
                    self.assign_attribute(owner, "grad", NONE, target, state)
            elif isinstance(target, ast.Subscript):
                container, key = self.evaluate(target.value, state), self.evaluate(target.slice, state)
                self.call_special("__delitem__", (container, key), target, state)
        return [state]
