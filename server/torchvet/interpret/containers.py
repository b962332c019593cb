"""Methods of lists, tuples, sets and dicts."""

from __future__ import annotations

import ast
from typing import Any

from torchvet.interpret.externals import Externals
from torchvet.interpret.operators import is_small
from torchvet.interpret.records import Mapping, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NONE, Constant, Ref, Unknown, Value, join
from torchvet.program.knowledge.wordlist import words

_OF_TEXTS = frozenset(
    words("lower upper strip lstrip rstrip title capitalize startswith endswith find count replace isdigit")
)
"""Methods of texts whose results are texts, numbers or truth values."""


class ContainerMethods(Externals):
    """The part of the interpreter that calls methods of containers."""

    def _sequence_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.write(receiver.id)
        assert isinstance(record, Sequence)
        if name in ("append", "add", "insert", "appendleft") and arguments.positional:
            value = arguments.positional[-1]
            once = not self.runs_repeatedly(node)
            if not once:
                self.memory.summaries |= self.captured([value], state)
            record.append(value, once=once and name in ("append", "add"))
            return [(NONE, state)]
        if name in ("extend", "update") and arguments.positional:
            self.extend(receiver, arguments.positional[0], node, state)
            return [(NONE, state)]
        if name in ("pop", "popleft"):
            found = record.any_element() or self.unknown(node)
            record.items, record.element, record.tail = None, found, ()
            return [(found, state)]
        if name == "copy":
            return [(self.put(node, record.copy(), state, "copy"), state)]
        if name == "clear":
            record.items, record.element, record.tail = (), None, ()
            return [(NONE, state)]
        return [(self.fresh_unknown(node, state), state)]

    def runs_repeatedly(self, node: ast.AST) -> bool:
        function = self.now.nodes[-1] if self.now.nodes else None
        current = self.now.scope.document.parent_of(node)
        while current is not None and current is not function:
            if isinstance(current, ast.While) or (
                isinstance(current, ast.For) and current not in self.unrolled
            ):
                return True
            current = self.now.scope.document.parent_of(current)
        return False

    def _mapping_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.write(receiver.id)
        assert isinstance(record, Mapping)
        key = arguments.positional[0] if arguments.positional else NONE
        if name in ("get", "pop", "setdefault"):
            default = arguments.positional[1] if len(arguments.positional) > 1 else NONE
            if isinstance(key, Constant) and key.value in record.entries:
                return [(record.entries[key.value], state)]
            found = record.any_value() if not isinstance(key, Constant) else record.other_value(key)
            return [(default if found is None else join(found, default), state)]
        if name in ("items", "values", "keys"):
            return [(self._dict_view(record.entries, record.rest, name, node, state), state)]
        if name == "update":
            for value in arguments.positional:
                self._spread_mapping(record, value, state)
            record.entries.update(arguments.keywords)
            return [(NONE, state)]
        if name == "copy":
            return [(self.put(node, record.copy(), state, "copy"), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _dict_view(
        self, entries: dict[Any, Value], rest: Value | None, name: str, node: ast.expr, state: State
    ) -> Value:
        items: list[Value] = []
        for number, (key, value) in enumerate(entries.items()):
            if name == "keys":
                items.append(Constant(key))
            elif name == "values":
                items.append(value)
            else:
                items.append(self._tuple_at(node, number, [Constant(key), value], state))
        if rest is not None:
            unknown_key = Unknown(("key", node))
            more: Value = rest if name == "values" else unknown_key
            if name == "items":
                more = self._tuple_at(node, -1, [unknown_key, rest], state)
            items.append(more)
        return self.make_sequence(node, "list", items, state, complete=rest is None)

    def _text_method(self, text: str, name: str, arguments: Arguments, node: ast.expr) -> Value:
        given = [each.value for each in arguments.positional if isinstance(each, Constant)]
        if name not in _OF_TEXTS or len(given) < len(arguments.positional) or arguments.keywords:
            return self.unknown(node)
        try:
            found = getattr(text, name)(*given)
        except (TypeError, ValueError):
            return self.unknown(node)
        return self.unknown(node) if isinstance(found, str) and not is_small(found) else Constant(found)
