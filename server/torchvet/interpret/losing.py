"""What is lost when objects are handed to code that the analysis can't see."""

from __future__ import annotations

from typing import cast

from torchvet.interpret.events import Gradient, Mode
from torchvet.interpret.expressions import SWITCHING
from torchvet.interpret.frameworks import Frameworks
from torchvet.interpret.records import Instance, Mapping, ModuleObject, Sequence
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import LOST, ModeState, State
from torchvet.interpret.values import (
    Attribute,
    Bound,
    Function,
    Holder,
    Partial,
    Ref,
    Several,
    Unknown,
    Value,
    is_child,
    module_around,
)
from torchvet.program.package_facts import PackageFact

_OBJECTS = Ref | Several
_CALLABLES = Function | Bound | Attribute | Partial


_DEEPEST_LOSS = 4


class Losing(Frameworks):
    """The part of the interpreter that forgets what unseen code may have changed."""

    def captured(self, values: list[Value], state: State) -> frozenset[int]:
        """The ids of the objects that some values are or hold."""
        found: set[int] = set()
        seen: set[int] = set()
        waiting = list(values)
        while waiting:
            value = waiting.pop()
            if isinstance(value, Unknown):
                found |= value.captures
            for identity in self.refs(value, state):
                record = state.read(identity)
                if identity in seen or record is None:
                    continue
                seen.add(identity)
                if isinstance(record, Sequence):
                    waiting += [*(record.items or ()), *([record.element] if record.element else [])]
                elif isinstance(record, Mapping):
                    waiting += [*record.entries.values(), *([record.rest] if record.rest else [])]
                elif isinstance(record, Instance):
                    found.add(identity)
                    if type(record) is Instance:
                        found |= record.captures
                        waiting += list(record.fields.values())
        return frozenset(found)

    def lose(self, values: list[Value], state: State) -> None:
        found: set[int] = set()
        for value in values:
            around = module_around(value)
            if around is not None and is_child(value):
                found.add(around)
            elif isinstance(value, _OBJECTS):
                found |= self.captured([value], state)
            elif isinstance(value, _CALLABLES):
                self._lose_called(value, state)
        for identity in found:
            self._lose_object(identity, state, _DEEPEST_LOSS)

    def _lose_called(self, value: Function | Bound | Attribute | Partial, state: State) -> None:
        """Forgets what a function may change that unseen code has been given, and may call."""
        if isinstance(value, Attribute):
            if value.name in SWITCHING:
                self.lose([value.receiver], state)
        elif isinstance(value, Partial):
            self.lose([value.function, *value.positional, *(given for _, given in value.keywords)], state)
        else:
            function = value.function if isinstance(value, Bound) else value
            if self.may_switch(function.node):
                self.lose_all(state)

    def lose_written_gradient(self, value: Value, state: State) -> None:
        """Forgets gradients that are written to through ``p.grad``."""
        around = module_around(value)
        if not isinstance(value, Unknown):
            return
        if around is not None and value.symbol[0] == "attr" and value.symbol[2] == "grad":
            self.lose_gradients_in(around, state)
        elif value.symbol[0] == "grad":
            holders, leaf = value.symbol[1], value.symbol[2]
            known = frozenset({leaf}) if isinstance(leaf, int) else cast("frozenset[Holder]", holders)
            self.lose_gradients(known or list(state.gradients), state)

    def lose_gradients_in(self, identity: int, state: State) -> None:
        """Forgets the gradients that something may have changed which got a module.

        With a copy, whose parameters are made of another module's, it can add to the gradients of these, but
        not clean them.
        """
        own = self.own_holders(identity, state)
        clean = [
            holder
            for holder in self.parameter_holders(identity, state)
            if holder not in own and state.gradients.get(holder, LOST).gradient is Gradient.CLEAN
        ]
        self.lose_gradients([*own, *clean], state)

    def lose_modes(self, state: State) -> None:
        for identity, record in state.heap.items():
            if isinstance(record, ModuleObject):
                state.modes[identity] = ModeState(Mode.UNKNOWN)
                self.memory.switched.add(identity)

    def lose_all(self, state: State) -> None:
        self.lose_modes(state)
        self.lose_gradients(list(state.gradients), state)

    def _lose_object(self, identity: int, state: State, depth: int) -> None:
        if self.module(identity, state) is not None:
            for inner in self.descendants(identity, state):
                state.modes[inner] = ModeState(Mode.UNKNOWN)
                self.memory.switched.add(inner)
            self.lose_gradients_in(identity, state)
        elif self.optimizer(identity, state) is not None:
            self.lose_gradients(self.holders_in(identity, state), state)

    def _lose_touched(self, name: str, fact: PackageFact | None, arguments: Arguments, state: State) -> None:
        """Forgets the modes and gradients of what an external function may change."""
        # torch's own functions average and clip gradients; only some zero them.
        if "zero" in name or not name.startswith("torch."):
            for value in arguments.values():
                for part in (value, *self._inside(value, state)):
                    self.lose_written_gradient(part, state)
        if fact is None or not fact.body_read:
            self.lose(arguments.values(), state)
            return
        names = [parameter.name for parameter in fact.parameters]
        for position, value in enumerate(arguments.positional):
            if position >= len(names) or fact.touches_of(names[position]):
                self.lose([value], state)
        for name, value in arguments.keywords.items():
            if name not in names or fact.touches_of(name):
                self.lose([value], state)

    def _lose_all_loose(self, state: State) -> None:
        self.lose_gradients(self.loose_holders(state), state)
