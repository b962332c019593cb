"""What the objects of frameworks do."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.arguments import kept_arguments
from torchvet.interpret.copies import Copies
from torchvet.interpret.events import Mode, OptimizerThing, StateLoaded, TrainerMade
from torchvet.interpret.records import ClassObject, Instance, Mapping, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    NOTHING,
    Attribute,
    Constant,
    External,
    Function,
    Holder,
    Ref,
    Tensor,
    Unknown,
    Value,
)
from torchvet.program.knowledge.frameworks import TRAINERS
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES, Role

_TOGGLED = "<toggled optimizer>"


class Frameworks(Copies):
    """The part of the interpreter that knows frameworks."""

    def _make_framework_object(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        if name in TRAINERS and isinstance(node, ast.Call):
            limits = TRAINERS[name].limits
            options = [
                (keyword, arguments.keywords[keyword]) for keyword in arguments.keywords if keyword in limits
            ]
            limiting = [
                (keyword, value.value)
                for keyword, value in options
                if isinstance(value, Constant) and value.value not in limits[keyword]
            ]
            if limiting:
                self.record(
                    TrainerMade,
                    node,
                    state,
                    framework=TRAINERS[name].framework,
                    options=tuple(limiting),
                    keywords=tuple(
                        arguments.keyword_nodes[keyword]
                        for keyword, _ in limiting
                        if keyword in arguments.keyword_nodes
                    ),
                )
        record = Instance(
            cls=External(name),
            arguments=kept_arguments(arguments),
            made_at=self.place(node),
            captures=self.captured(arguments.values(), state),
        )
        return self.put(node, record, state, "framework")

    def _initialize(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        initializer = INITIALIZERS[name]
        items: list[Value] = []
        for number, parameter in enumerate(initializer.returns):
            value = arguments.get(parameter.position, parameter.name) if parameter else None
            if number == 0 and initializer.engine and value is not None:
                engine = Instance(
                    cls=External(initializer.engine),
                    made_at=self.place(node),
                    captures=self.captured([value], state),
                    fields={"module": value},
                )
                value = self.put(node, engine, state, "engine")
            items.append(value or Unknown(("made", node, self.now.context, number)))
        return self.make_sequence(node, "tuple", items, state)

    def _role(self, receiver: Ref, name: str, state: State) -> Role | None:
        record = state.read(receiver.id)
        if not isinstance(record, Instance):
            return None
        for ancestor in self.ancestry(record.cls, state):
            if isinstance(ancestor, External) and ancestor.name in METHOD_ROLES:
                role = METHOD_ROLES[ancestor.name].get(name)
                if role is not None:
                    return role
        return None

    def is_of_arguments_alone(self, methods: list[Attribute], state: State) -> bool:
        """Whether some objects' methods all do the same to what they are given, and to nothing else.

        The scaler of one version of torch or of another steps the optimizer that it is handed.
        """
        roles = {
            self._role(method.receiver, method.name, state) if isinstance(method.receiver, Ref) else None
            for method in methods
        }
        return roles == {Role.STEP_ARGUMENT}

    def _play(
        self, role: Role, receiver: Ref, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Does what a framework's method does."""
        first = arguments.positional[0] if arguments.positional else NONE
        record = state.read(receiver.id)
        assert isinstance(record, Instance)
        if role in (Role.SAME,):
            given, is_whole = list(arguments.positional), not arguments.open_ended
            if len(given) == 1 and is_whole:
                return [(first, state)]
            return [(self.make_sequence(node, "tuple", given, state, complete=is_whole), state)]
        if role in (Role.UNWRAP, Role.SCALE):
            return [(first, state)]
        if role is Role.BACKWARD:
            self._framework_backward(receiver, record, first, node, state)
        elif role is Role.STEP_ARGUMENT:
            return self._step_argument(first, node, state)
        elif role is Role.STEP:
            thing = OptimizerThing(receiver.id, self._class_label(record, state), record.made_at, True, True)
            self.step(self._captured_holders(record, state), thing, node, state)
        elif role is Role.ZERO:
            self.zero(self._captured_holders(record, state), node, state)
        elif role is Role.BACKWARD_AND_STEP:
            self.backward(first, node, state)
            if len(arguments.positional) > 1:
                return self._step_argument(arguments.positional[1], node, state)
        elif role is Role.FORWARD:
            inner = record.fields.get("module")
            if inner is not None:
                return self.call(inner, arguments, node, state)
        elif role in (Role.TOGGLE, Role.UNTOGGLE):
            state.write(receiver.id).fields[_TOGGLED] = first if role is Role.TOGGLE else NONE
            return [(NONE, state)]
        elif role is Role.TRAINS:
            self.lose([*arguments.values(), *(Ref(i) for i in record.captures)], state)
        elif role is Role.OPTIMIZERS:
            return [(self._configured_optimizers(receiver, record, node, state), state)]
        elif role in (Role.CONTEXT, Role.ACCUMULATE):
            return [(self.unknown(node), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _configured_optimizers(self, receiver: Ref, record: Instance, node: ast.expr, state: State) -> Value:
        """``self.optimizers()``: what ``configure_optimizers`` gives, without the schedulers."""
        method = self.find_method(record.cls, "configure_optimizers", state)
        if not isinstance(method, Function):
            return self.fresh_unknown(node, state)
        made = self.one_path(self.call_function(method, Arguments([receiver], [None]), node, state), state)
        return self._without_schedulers(made, node, state)

    def _without_schedulers(self, made: Value, node: ast.expr, state: State) -> Value:
        inner = state.read(made.id) if isinstance(made, Ref) else None
        if isinstance(inner, Mapping):
            return inner.entries.get("optimizer") or self.fresh_unknown(node, state)
        if isinstance(inner, Sequence) and inner.items:
            parts = [self._without_schedulers(item, node, state) for item in inner.items]
            optimizers = [p for p in parts if any(self.optimizer(i, state) for i in self.refs(p, state))]
            lists = isinstance(parts[0], Ref) and isinstance(state.read(parts[0].id), Sequence)
            if lists:
                return parts[0]
            return (
                optimizers[0] if len(optimizers) == 1 else self.make_sequence(node, "list", optimizers, state)
            )
        return made

    def _framework_backward(
        self, receiver: Ref, record: Instance, loss: Value, node: ast.expr, state: State
    ) -> None:
        holders = self._captured_holders(record, state) if record.fields.get("module") else NOTHING
        toggled = self.refs(record.fields.get(_TOGGLED, NONE), state)
        if toggled and isinstance(loss, Tensor | Unknown):
            reached = NOTHING.union(*(self.holders_in(one, state) for one in toggled))
            loss = replace(loss, holders=loss.holders & reached)
        self.backward(loss, node, state, *holders)

    def _captured_holders(self, record: Instance, state: State) -> frozenset[Holder]:
        found: frozenset[Holder] = NOTHING
        for identity in record.captures:
            if self.module(identity, state) is not None:
                found |= self.parameter_holders(identity, state)
            elif self.optimizer(identity, state) is not None:
                found |= self.holders_in(identity, state)
        return found

    def _class_label(self, record: Instance, state: State) -> str:
        if isinstance(record.cls, External):
            return record.cls.name.rpartition(".")[2]
        base = state.read(record.cls.id) if isinstance(record.cls, Ref) else None
        return base.name if isinstance(base, ClassObject) else "object"

    def _instance_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        role = self._role(receiver, name, state)
        record = state.read(receiver.id)
        assert isinstance(record, Instance)
        if role is Role.INSIDE and "module" in record.fields:
            return self.call_method(record.fields["module"], name, arguments, node, state)
        if role is not None:
            return self._play(role, receiver, arguments, node, state)
        if isinstance(record.cls, External) and record.cls.name.startswith("torch.optim.lr_scheduler"):
            return [(self.unknown(node), state)]
        if name == "__init__":
            self._keep_given(receiver, arguments, state)
            return [(NONE, state)]
        if isinstance(record.cls, Ref) or record.captures:
            inside = [Ref(identity) for identity in record.captures]
            self.lose([receiver, *inside], state)
        self.lose(arguments.values(), state)
        made = self.fresh_unknown(node, state, *arguments.values(), receiver, captures=record.captures)
        return [(made, state)]

    def _keep_given(self, receiver: Ref, arguments: Arguments, state: State) -> None:
        """Keeps what a base class that can't be seen makes an object of: what it gives comes from there."""
        holders, events = self.sources(arguments.values(), state)
        if holders or events:
            state.write(receiver.id).fields["?given"] = Unknown(("given", receiver.id), holders, events)

    def _class_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """A method that a class of the program has from an external base (``Net.from_pretrained(…)``)."""
        if name in ("__init__", "forward", "train", "eval") and arguments.positional:
            rest = Arguments(
                arguments.positional[1:], arguments.nodes[1:], arguments.keywords, arguments.keyword_nodes
            )
            return self.call_method(arguments.positional[0], name, rest, node, state)
        if name.startswith(("from_", "load_from")):
            outcomes = self.instantiate(receiver, Arguments(open_ended=True), node, state)
            for value, after in outcomes:
                for identity in self.refs(value, after):
                    if self.module(identity, after) is not None:
                        mode = Mode.EVAL if name == "from_pretrained" else Mode.UNKNOWN
                        self.start_in(identity, mode, after)
                        self.note_state_loaded(identity, node, after)
            return outcomes
        return [(self.fresh_unknown(node, state, *arguments.values()), state)]

    def note_state_loaded(self, identity: int, node: ast.expr, state: State) -> None:
        """Records that trained weights came into a module."""
        self.record(StateLoaded, node, state, modules=(self.module_thing(identity, state),))
