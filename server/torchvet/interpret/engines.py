"""Engines that call the program's functions for each batch, and at the events between batches."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Iterates, LoopPass, Mode
from torchvet.interpret.records import Instance
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State, merge
from torchvet.interpret.supervised import SupervisedTraining
from torchvet.interpret.values import (
    NONE,
    Attribute,
    Bound,
    Constant,
    External,
    Function,
    Partial,
    Ref,
    Unknown,
    Value,
)
from torchvet.program.knowledge.engines import ENGINES, EVENTS, Moment
from torchvet.program.knowledge.supervised import SUPERVISED

_ENGINE = External("ignite.engine.Engine")
_MOST_NESTED = 6


class Engines(SupervisedTraining):
    """The part of the interpreter that knows ignite's engines."""

    def make_engine(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        """Makes an engine of a function that it will call for each batch, or of a model that it will run."""
        known = ENGINES[name]
        given = arguments.get(known.runs.position, known.runs.name)
        record = Instance(
            cls=_ENGINE,
            made_at=self.place(node),
            fields={"runs": given or NONE, "mode": Constant(known.mode and known.mode.value)},
        )
        engine = self.put(node, record, state, "engine")
        if known.mode is None:
            # Nobody may see where it runs; two calls show what the first leaves behind.
            path = state.fork()
            self.lose_modes(path)
            for first in (True, False):
                self._process(record, first, node, path)
        return engine

    def _instance_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.read(receiver.id)
        if isinstance(record, Instance) and record.cls == _ENGINE:
            given = self._engine_method(receiver, name, arguments, node, state)
            return [(given or self.fresh_unknown(node, state), state)]
        for ancestor in self.ancestry(record.cls, state) if isinstance(record, Instance) else ():
            if isinstance(ancestor, External) and f"{ancestor.name}.{name}" in SUPERVISED:
                self.look_ahead(f"{ancestor.name}.{name}", arguments, node, state)
        return super()._instance_method(receiver, name, arguments, node, state)

    def _engine_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> Value | None:
        if name == "run":
            self._run_engine(receiver, node, state)
            return self.fresh_unknown(node, state)
        if name == "on" and arguments.positional:
            return Partial(Attribute(receiver, "add_event_handler"), tuple(arguments.positional), ())
        if name == "add_event_handler" and len(arguments.positional) > 1:
            fields = state.write(receiver.id).fields
            number = sum(key.startswith("handler") for key in fields)
            event, handler, *more = arguments.positional
            fields[f"event {number}"] = event
            fields[f"handler {number}"] = Partial(handler, (receiver, *more), ()) if more else handler
            return handler
        return None

    def _run_engine(self, receiver: Ref, node: ast.expr, state: State) -> None:
        nested = sum(loop.place.node is node for loop in self.now.loops)
        if nested or len(self.now.loops) > _MOST_NESTED:
            return
        self._fire(receiver, Moment.START, node, state)
        for first_epoch in (True, False):
            with self.looping(LoopPass(self.place(node), Iterates.OTHER, first_epoch)):
                self._fire(receiver, Moment.EPOCH_START, node, state)
                for first in (True, False):
                    self._fire(receiver, Moment.BATCH_START, node, state)
                    record = state.read(receiver.id)
                    assert isinstance(record, Instance)
                    self._process(record, first, node, state)
                    self._fire(receiver, Moment.BATCH_END, node, state)
                self._fire(receiver, Moment.EPOCH_END, node, state)
        self._fire(receiver, Moment.END, node, state)

    def _process(self, record: Instance, first: bool, node: ast.expr, state: State) -> None:
        """One batch."""
        runs, mode = record.fields["runs"], record.fields.get("mode")
        if isinstance(mode, Constant) and isinstance(mode.value, str):
            modules = [i for i in self.refs(runs, state) if self.module(i, state) is not None]
            if modules:
                self.set_mode(modules, Mode(mode.value), node, state)
            if mode.value == Mode.TRAIN.value:
                for identity in modules:
                    self.lose_gradients(self.parameter_holders(identity, state), state)
            return
        inner = runs.function if isinstance(runs, Bound) else runs
        if not isinstance(inner, Function):
            self.lose([runs], state)
            return
        with self.looping(LoopPass(self.place(inner.node), Iterates.LOADER, first)):
            self._call_freely(runs, node, state)

    def _call_freely(self, function: Value, node: ast.expr, state: State) -> None:
        """Calls a function of the program with arguments that aren't known."""
        inner = function.function if isinstance(function, Bound) else function
        if not isinstance(inner, Function):
            self.one_path(self.call(function, Arguments(open_ended=True), node, state), state)
            return
        receiver: list[Value] = [function.receiver] if isinstance(function, Bound) else []
        count = len(inner.node.args.posonlyargs) + len(inner.node.args.args) - len(receiver)
        unknown: list[Value] = [Unknown(("engine", inner.node, number)) for number in range(count)]
        arguments = Arguments([*receiver, *unknown], [None] * (len(receiver) + count))
        self.one_path(self.call_function(inner, arguments, node, state), state)

    def _fire(self, receiver: Ref, moment: Moment, node: ast.expr, state: State) -> None:
        """Calls the handlers of a moment, in the order in which they were added."""
        record = state.read(receiver.id)
        assert isinstance(record, Instance)
        fields = dict(record.fields)
        for key, event in fields.items():
            handler = fields.get(key.replace("event", "handler"))
            if not key.startswith("event") or handler is None:
                continue
            at, surely = self._moment_of(event, state)
            if at is not moment or self._is_of_a_library(handler):
                continue
            if surely:
                self._call_freely(handler, node, state)
                continue
            other = state.fork()
            self._call_freely(handler, node, other)
            state.adopt(merge([other, state.fork()], 1)[0])

    @staticmethod
    def _is_of_a_library(handler: Value) -> bool:
        """Whether a handler is no function of the program: what saves, stops or shows leaves modes alone."""
        return isinstance(handler.function if isinstance(handler, Partial) else handler, Unknown)

    def _moment_of(self, event: Value, state: State) -> tuple[Moment, bool]:
        """When a handler is called, and whether it surely is."""
        if isinstance(event, External) and event.name in EVENTS:
            return EVENTS[event.name], True
        record = state.read(event.id) if isinstance(event, Ref) else None
        if isinstance(record, Instance) and isinstance(record.cls, External) and record.cls.name in EVENTS:
            return EVENTS[record.cls.name], "every" in record.arguments
        return Moment.EPOCH_END, False
