"""Constants, lists, tuples, dicts and their elements."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Use
from torchvet.interpret.iteration import Iterations
from torchvet.interpret.records import (
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    Record,
    Sequence,
    is_index,
)
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    PART,
    Attribute,
    Constant,
    External,
    Ref,
    Tensor,
    Unknown,
    Value,
    join,
    members,
)
from torchvet.program.knowledge.module_attributes import TABLES

LONGEST_TEXT = 2_000


class Displays(Iterations):
    """The part of the interpreter that makes containers and reads their elements."""

    def _constant(self, node: ast.Constant, state: State) -> Value:
        if isinstance(node.value, str) and len(node.value) > LONGEST_TEXT:
            return self.unknown(node)
        return Constant(node.value)

    def _joined_text(self, node: ast.JoinedStr, state: State) -> Value:
        parts: list[str] | None = []
        for part in node.values:
            value = self.evaluate(part.value if isinstance(part, ast.FormattedValue) else part, state)
            if isinstance(part, ast.FormattedValue):
                self.show(value, node, state)
                if part.format_spec is not None:
                    self.evaluate(part.format_spec, state)
            if parts is not None and isinstance(value, Constant) and isinstance(value.value, str | int):
                parts.append(str(value.value))
            else:
                parts = None
        text = "".join(parts) if parts is not None else None
        return Constant(text) if text is not None and len(text) <= LONGEST_TEXT else self.unknown(node)

    def _sequence(self, node: ast.List | ast.Tuple | ast.Set, state: State) -> Value:
        kind = "tuple" if isinstance(node, ast.Tuple) else "set" if isinstance(node, ast.Set) else "list"
        items: list[Value] = []
        complete = True
        for element in node.elts:
            if isinstance(element, ast.Starred):
                more = self.elements(self.evaluate(element.value, state), element, state)
                complete = complete and more is not None
                items += more if more is not None else [self._element_of_spread(element, state)]
            else:
                items.append(self.evaluate(element, state))
        return self.make_sequence(node, kind, items, state, complete=complete)

    def _element_of_spread(self, spread: ast.Starred, state: State) -> Value:
        return self.element_of(self.evaluate(spread.value, state), spread, state)

    def make_sequence(
        self, node: ast.AST, kind: str, items: list[Value], state: State, *, complete: bool = True
    ) -> Ref:
        """Makes a list, tuple or set at a node."""
        record = Sequence(kind=kind, items=tuple(items) if complete else None, made_at=self.place(node))
        if not complete:
            for item in items:
                record.element = item if record.element is None else join(record.element, item)
        return self.put(node, record, state, kind)

    def put(self, node: ast.AST, record: Record, state: State, *extra: object) -> Ref:
        """Puts an object made at a node into the heap."""
        identity = self.identity(node, *extra)
        state.put(identity, record)
        if self.making_many:
            self.memory.summaries.add(identity)
        return Ref(identity)

    def _dict(self, node: ast.Dict, state: State) -> Value:
        record = Mapping(made_at=self.place(node))
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.evaluate(item, state)
            if key is None:
                self._spread_mapping(record, value, state)
                continue
            name = self.evaluate(key, state)
            if isinstance(name, Constant):
                record.entries[name.value] = value
            else:
                record.rest = value if record.rest is None else join(record.rest, value)
        return self.put(node, record, state, "dict")

    def _spread_mapping(self, record: Mapping, value: Value, state: State) -> None:
        for identity in self.refs(value, state):
            other = state.read(identity)
            if isinstance(other, Mapping):
                record.entries.update(other.entries)
                record.rest = other.rest if record.rest is None else record.rest
                return
        record.rest = value

    def _subscript(self, node: ast.Subscript, state: State) -> Value:
        container = self.evaluate(node.value, state)
        key = self.evaluate(node.slice, state)
        found: Value | None = None
        for member in members(container):
            value = self.item(self.resolve(member, state), key, node, state)
            found = value if found is None else join(found, value)
        return found or self.unknown(node)

    def item(self, container: Value, key: Value, node: ast.Subscript, state: State) -> Value:
        """The value of ``container[key]``."""
        if isinstance(container, Attribute) and container.name in TABLES:
            found = self._item_of_table(container, key, node, state)
            if found is not None:
                return found
        tensor = self.as_tensor(container, state)
        if isinstance(tensor, Tensor) and isinstance(key, Constant) and isinstance(key.value, str):
            # A tensor has no such element: here it stands for something else.
            return self.fresh_unknown(node, state, tensor)
        if isinstance(tensor, Tensor):
            return Tensor(tensor.facts, tensor.holders, tensor.events)
        if isinstance(container, Ref):
            return self._item_of_object(container, key, node, state)
        if isinstance(container, Unknown):
            symbol = ("item", container.symbol, key)
            value = Unknown(symbol, container.holders, container.events, container.captures)
            return self.resolve(value, state)
        if isinstance(container, External):
            if container.name == "sys.modules" and key == Constant(self.now.scope.name):
                return Ref(self.now.scope.frame)
            return Unknown(("item", ("external", container.name), key))
        return self.fresh_unknown(node, state, container)

    def _item_of_table(self, table: Attribute, key: Value, node: ast.Subscript, state: State) -> Value | None:
        """The value of ``module._modules[name]`` and the like; None where it is no module's."""
        module = table.receiver
        record = state.read(module.id) if isinstance(module, Ref) else None
        if not isinstance(module, Ref) or not isinstance(record, ModuleObject):
            return None
        name = key.value if isinstance(key, Constant) else None
        if isinstance(name, str) and (name in record.fields or name in record.items):
            return self.attribute(module, name, node, state)
        # Which one it is, nobody knows.
        return self.resolve(Unknown((PART, module.id, table.name, key)), state)

    def _item_of_object(self, container: Ref, key: Value, node: ast.Subscript, state: State) -> Value:
        record = state.read(container.id)
        if isinstance(record, Sequence):
            if record.listed is not None and isinstance(key, Constant):
                self.loader_listed_for_one(record.listed, node, state)
            return self._item_of_sequence(record, key, node, state)
        if isinstance(record, Mapping):
            if isinstance(key, Constant) and key.value in record.entries:
                return record.entries[key.value]
            found = record.any_value() if record.entries else record.other_value(key)
            if found is None:
                return Unknown(("item", container.id, key))
            return found
        if isinstance(record, LoaderObject):
            self.record_loader_use(Use.SUBSCRIPT, node, node.value, state)
            return self.batch_of(node, state)
        return self.item_of_thing(container, key, node, state)

    def _item_of_sequence(self, record: Sequence, key: Value, node: ast.Subscript, state: State) -> Value:
        if isinstance(node.slice, ast.Slice):
            part = self._slice(record.items, node.slice, state)
            made = Sequence(
                kind=record.kind,
                items=part,
                element=None if part is not None else record.any_element(),
                made_at=self.place(node),
            )
            return self.put(node, made, state, "slice")
        number = key.value if isinstance(key, Constant) else None
        if record.items is not None and isinstance(number, int) and is_index(number, record.items):
            return record.items[number]
        found = record.any_element()
        return found if found is not None else self.fresh_unknown(node, state)

    def _slice(
        self, items: tuple[Value, ...] | None, node: ast.Slice, state: State
    ) -> tuple[Value, ...] | None:
        if items is None:
            return None
        bounds: list[int | None] = []
        for part in (node.lower, node.upper, node.step):
            value = self.evaluate(part, state) if part is not None else NONE
            if not isinstance(value, Constant) or not (value.value is None or isinstance(value.value, int)):
                return None
            bounds.append(value.value)
        if bounds[2] == 0:
            return None
        return items[bounds[0] : bounds[1] : bounds[2]]

    def item_of_thing(self, container: Ref, key: Value, node: ast.Subscript, state: State) -> Value:
        record = state.read(container.id)
        if isinstance(record, ModuleObject):
            return self._item_of_module(container, record, key, node, state)
        if isinstance(record, Instance):
            own = self.call_special("__getitem__", (container, key), node, state)
            if own is not None:
                return own
            number, parts = getattr(key, "value", None), self.elements(container, node, state)
            if parts is not None and isinstance(number, int) and is_index(number, tuple(parts)):
                return parts[number]
        return self.fresh_unknown(node, state, container)

    def _item_of_module(
        self, container: Ref, record: ModuleObject, key: Value, node: ast.Subscript, state: State
    ) -> Value:
        values = list(record.items.values())
        if isinstance(node.slice, ast.Slice):
            part = self._slice(tuple(values), node.slice, state)
            if part is None:
                return self.fresh_unknown(node, state, container)
            made = ModuleObject(
                cls=record.cls if isinstance(record.cls, External) else External("torch.nn.Sequential"),
                made_at=self.place(node),
                label=record.label,
                opaque=record.opaque,
            )
            made.items.update({str(number): value for number, value in enumerate(part)})
            return self.put(node, made, state, "part")
        if isinstance(key, Constant):
            if isinstance(key.value, int) and -len(values) <= key.value < len(values) and not record.opaque:
                return values[key.value]
            if str(key.value) in record.items:
                return record.items[str(key.value)]
        found: Value | None = None
        for value in values:
            found = value if found is None else join(found, value)
        return found or self.fresh_unknown(node, state, container)

    def _slice_expression(self, node: ast.Slice, state: State) -> Value:
        for part in (node.lower, node.upper, node.step):
            if part is not None:
                self.evaluate(part, state)
        return Unknown(("slice",))
