"""The objects that methods which nothing calls run on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import reduce

from torchvet.interpret.events import Mode
from torchvet.interpret.given_arguments import GivenArguments
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import (
    ClassObject,
    Instance,
    Mapping,
    ModuleObject,
    Sequence,
)
from torchvet.interpret.running import Arguments
from torchvet.interpret.state import ModeState, State
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import (
    NONE,
    Constant,
    Function,
    Ref,
    Unknown,
    Value,
    join,
)
from torchvet.program.fields import fields_filled, fields_read, fields_set
from torchvet.program.relevance import names_in

TRAINING = frozenset({"backward", "step", "zero_grad"})
"""What a method calls that trains."""


class Receivers(GivenArguments):
    """The part of the interpreter that makes the objects that uncalled methods run on."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        super().__init__(trace, project)
        self.surroundings: dict[ast.AST, State] = {}
        """For functions that a part of the execution defines inside of others the state that these leave."""

    def keep_surroundings(self, known: int, state: State) -> None:
        """Keeps a state for the functions that were defined on the way to it.

        Args:
            known: how many functions this part of the execution had defined before.
            state: where the function around them has come to its end.
        """
        for inner in list(self.noted.defined)[known:]:
            self.surroundings.setdefault(inner, state)

    def object_for(self, owner: int, state: State, *, made: bool) -> tuple[Ref | None, State]:
        """The object that methods of a class run on, and the state after that.

        Args:
            owner: the class.
            state: the state before.
            made: whether it is one that the program made, where it made one; else it is one that somebody
                else makes, of arguments that nobody knows.
        """
        defined = len(self.noted.defined)
        instance = own = self.made_of(owner, state) if made else None
        instance = instance or self._instance_of(owner, state)
        if instance is not None:
            self._set_up(instance, state)
            if own is None:
                self.fill_declared_fields(instance, frozenset(self._setters(instance, state)), state)
        self.keep_surroundings(defined, state)
        return instance, state

    def _instance_of(self, owner: int, state: State) -> Ref | None:
        """An object of a class that is made with arguments of which only the annotated types are known."""
        record = state.read(owner)
        if not isinstance(record, ClassObject):
            return None
        value: Value | None = self.one_path(self.new_by_type(Ref(owner), record.node, state), state)
        if not isinstance(value, Ref):
            # The constructor refuses unknown arguments: the object is what it was until then.
            value = self.made_of(owner, state)
            unfinished = state.write(value.id) if value is not None else None
            if isinstance(unfinished, ModuleObject):
                unfinished.opaque = True
        if value is None:
            return None
        self._open_modes(state)
        return value

    @staticmethod
    def _open_modes(state: State) -> None:
        """Leaves modes and gradients open: nobody knows what happens before a method is called."""
        for identity, inner in list(state.heap.items()):
            if isinstance(inner, ModuleObject):
                state.modes[identity] = ModeState(Mode.UNKNOWN)
        state.gradients = {}
        state.path = ()

    @staticmethod
    def made_of(owner: int, state: State) -> Ref | None:
        """The last object of a class that the program made."""
        made = [
            identity
            for identity, record in state.heap.items()
            if isinstance(record, Instance) and record.cls == Ref(owner)
        ]
        return Ref(made[-1]) if made else None

    # --- fields that methods set -------------------------------------------------------------

    def _set_up(self, instance: Ref, state: State) -> None:
        """Gives an object the fields that its methods set: when another method runs, they may have run.

        A method that sets what the constructor doesn't is run (one that trains isn't: its turn comes).
        What the constructor sets to a constant, and a method to something, may be either.
        """
        setters = self._setters(instance, state)
        if not setters:
            return
        before = dict(self._fields(instance, state))
        lacking = [name for name in setters if before.get(name, NONE) == NONE]
        set_by: dict[Value, dict[str, Value]] = {}
        for method in self._in_order({name: setters[name] for name in lacking}):
            if self._run_setter(method, instance, state):
                set_by[method] = dict(self._fields(instance, state))
        fields = state.write(instance.id).fields
        for name, methods in setters.items():
            old, new = before.get(name), fields.get(name)
            if (old is None and len(methods) == 1) or not (old is None or isinstance(old, Constant)):
                continue
            given = [after.get(name) for method, after in set_by.items() if method in methods]
            possible = [value for value in dict.fromkeys((old, *given, new)) if value is not None]
            if not possible:
                # Nothing was left there: what the text sets is a property, or another object's.
                continue
            if len(given) < len(methods) or possible == [old]:
                possible.append(Unknown(("attr", instance.id, name)))
            fields[name] = reduce(join, possible)

    @staticmethod
    def _in_order(setters: dict[str, list[Value | None]]) -> list[Function]:
        """The methods that set fields, each behind those that set what it reads."""
        ordered: list[Function] = []
        seen: set[Function] = set()

        def add(method: Value | None) -> None:
            if isinstance(method, Function) and method.kind == "function" and method not in seen:
                seen.add(method)
                for name in setters:
                    if name in fields_read(method.node):
                        for earlier in setters[name]:
                            add(earlier)
                ordered.append(method)

        for methods in setters.values():
            for method in methods:
                add(method)
        return ordered

    def _setters(self, instance: Ref, state: State) -> dict[str, list[Value | None]]:
        """The methods that set each field of an object by their text, the constructor left out."""
        found: dict[str, list[Value | None]] = {}
        seen: set[str] = set()
        for cls, method in self._methods_of(instance, state):
            if method.name not in seen:
                seen.add(method.name)
                for name in fields_set(method):
                    found.setdefault(name, []).append(cls.fields.get(method.name))
        return found

    def with_open_containers(self, instance: Ref, state: State) -> State | None:
        """The state in which an object's lists and dicts hold more than its constructor has put in.

        None where its methods put nothing into any.
        """
        filled = {name for _, method in self._methods_of(instance, state) for name in fields_filled(method)}
        fields, after = self._fields(instance, state), state.fork()
        opened = [identity for name in filled for identity in self.refs(fields.get(name, NONE), state)]
        for identity in opened:
            record, more = after.write(identity), Unknown(("element", identity))
            if isinstance(record, Mapping):
                record.rest = more if record.rest is None else join(record.rest, more)
            elif isinstance(record, Sequence):
                record.append(more, once=False)
        return after if opened else None

    def _methods_of(self, instance: Ref, state: State) -> Iterator[tuple[ClassObject, ast.FunctionDef]]:
        """The methods of an object's class and its bases, each with its class, constructors left out."""
        record = state.read(instance.id)
        assert isinstance(record, Instance)
        for ancestor in self.ancestry(record.cls, state):
            cls = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(cls, ClassObject):
                for method in cls.node.body:
                    if isinstance(method, ast.FunctionDef) and method.name != "__init__":
                        yield cls, method

    @staticmethod
    def _fields(instance: Ref, state: State) -> dict[str, Value]:
        record = state.read(instance.id)
        return record.fields if record is not None else {}

    def _run_setter(self, function: Function, instance: Ref, state: State) -> bool:
        """Runs a method that sets fields; false where it trains, or comes to no end."""
        if not TRAINING.isdisjoint(names_in(function.node)):
            return False
        arguments = Arguments([instance], [None])
        self.fill_parameters(function, arguments, state)
        node = self.stand_in(function.node)
        known = function.node in self.executed
        outcomes = self.call_function(function, arguments, node, state, is_entry=True)
        if outcomes:
            self.one_path(outcomes, state)
        if not known:
            self.executed.discard(function.node)
        self._open_modes(state)
        return bool(outcomes)
