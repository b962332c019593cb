"""Modules: their children, their modes, and what a call of one gives."""

from __future__ import annotations

import ast
from dataclasses import replace
from functools import lru_cache

from torchvet.interpret.calls import Calls
from torchvet.interpret.core import Arguments, Outcome
from torchvet.interpret.events import (
    Form,
    Forward,
    HiddenIn,
    HiddenModule,
    Mode,
    ModeSet,
    ModuleThing,
    TensorFact,
)
from torchvet.interpret.records import ClassObject, Instance, Mapping, ModuleObject, Sequence
from torchvet.interpret.state import AS_MADE, ModeState, State
from torchvet.interpret.values import (
    ANY_FORM,
    NO_EVENTS,
    NONE,
    NOTHING,
    OTHER_FORM,
    Constant,
    External,
    Function,
    Holder,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    members,
)
from torchvet.program.knowledge.layer import Dependence, Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT
from torchvet.program.knowledge.pretrained import MODELS

FORMS = {
    Output.LOGITS: Form.LOGITS,
    Output.SOFTMAX: Form.PROBABILITIES,
    Output.LOG_SOFTMAX: Form.LOG_PROBABILITIES,
    Output.SIGMOID: Form.SIGMOID,
    Output.LOG_SIGMOID: Form.LOG_SIGMOID,
    Output.OTHER: Form.OTHER,
    Output.UNKNOWN: Form.UNKNOWN,
}
SEQUENTIAL = "torch.nn.Sequential"
LIST_CONTAINERS = frozenset({SEQUENTIAL, "torch.nn.ModuleList", "torch.nn.ParameterList"})
CONTAINERS = LIST_CONTAINERS | {"torch.nn.ModuleDict", "torch.nn.ParameterDict"}


@lru_cache(maxsize=1024)
def reads_training(node: ast.ClassDef) -> bool:
    """Whether a class's own text looks at ``self.training``."""
    return any(
        isinstance(inner, ast.Attribute) and inner.attr == "training" and isinstance(inner.ctx, ast.Load)
        for inner in ast.walk(node)
    )


def constant_arguments(arguments: dict[int | str, Value]) -> dict[int | str, object]:
    """Arguments as the tables want them: constants, or ``UNKNOWN_ARGUMENT``."""
    return {
        key: value.value if isinstance(value, Constant) else UNKNOWN_ARGUMENT
        for key, value in arguments.items()
    }


def kept_arguments(arguments: Arguments) -> dict[int | str, Value]:
    """A call's arguments by position and keyword, to be kept with what was made."""
    kept: dict[int | str, Value] = dict(enumerate(arguments.positional))
    kept.update(arguments.keywords)
    if arguments.open_ended:
        kept[SPREAD] = NONE
    return kept


class Modules(Calls):
    """The part of the interpreter that knows modules."""

    # --- structure -----------------------------------------------------------------------------------

    def module(self, identity: int, state: State) -> ModuleObject | None:
        """The module with that id; None where the object is none."""
        record = state.read(identity)
        return record if isinstance(record, ModuleObject) else None

    def children(self, identity: int, state: State) -> dict[str, int]:
        """The registered children of a module: attributes and elements that are modules themselves."""
        record = self.module(identity, state)
        if record is None:
            return {}
        found: dict[str, int] = {}
        for name, value in (*record.fields.items(), *record.items.items()):
            for number, member in enumerate(members(value)):
                if isinstance(member, Ref) and isinstance(state.read(member.id), ModuleObject):
                    found[name if number == 0 else f"{name}|{number}"] = member.id
        return found

    def descendants(self, identity: int, state: State) -> list[int]:
        """A module and all modules inside it, each once."""
        found: list[int] = []
        waiting = [identity]
        while waiting and len(found) < 2_000:
            current = waiting.pop()
            if current not in found:
                found.append(current)
                waiting += reversed(list(self.children(current, state).values()))
        return found

    def external_name(self, record: Instance, state: State) -> str | None:
        """The canonical name of an object's external class."""
        return record.cls.name if isinstance(record.cls, External) else None

    def own_dependence(self, identity: int, state: State) -> Dependence:
        """Whether a module itself, its children left out, depends on the mode."""
        record = self.module(identity, state)
        if record is None:
            return Dependence.UNKNOWN
        if record.reads_training:
            return Dependence.YES
        name = self.external_name(record, state)
        if name is None:
            return self._own_dependence_of_class(record, state)
        if not record.known:
            return Dependence.UNKNOWN
        arguments = constant_arguments(record.arguments)
        model = record.model or MODELS.get(name)
        if model is not None:
            return model.dependence(arguments)
        layer = LAYERS.get(name)
        if layer is None:
            return Dependence.NO if name in LOSSES else Dependence.UNKNOWN
        if layer.output in (Output.CONTAINER, Output.LOSS):
            return Dependence.UNKNOWN if record.opaque else Dependence.NO
        if layer.mode is None:
            return Dependence.UNKNOWN
        return layer.mode.given(arguments)

    def _own_dependence_of_class(self, record: ModuleObject, state: State) -> Dependence:
        for ancestor in self.ancestry(record.cls, state):
            base = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(base, ClassObject) and reads_training(base.node):
                return Dependence.YES
            if isinstance(ancestor, External) and ancestor.name in LAYERS:
                layer = LAYERS[ancestor.name]
                if layer.mode is not None and layer.output not in (Output.CONTAINER, Output.LOSS):
                    given = layer.mode.given({SPREAD: UNKNOWN_ARGUMENT})
                    if given is not Dependence.NO:
                        return given
        return Dependence.UNKNOWN if record.opaque else Dependence.NO

    def mode_layers(self, identity: int, state: State) -> tuple[Dependence, list[int]]:
        """Whether a module depends on the mode, and the modules in it that do."""
        dependent: list[int] = []
        unknown = False
        for inner in self.descendants(identity, state):
            own = self.own_dependence(inner, state)
            if own is Dependence.YES:
                dependent.append(inner)
            unknown = unknown or own is Dependence.UNKNOWN
        if dependent:
            return Dependence.YES, dependent
        return (Dependence.UNKNOWN if unknown else Dependence.NO), dependent

    def module_thing(self, identity: int, state: State) -> ModuleThing:
        """A module as events show it."""
        record = self.module(identity, state)
        assert record is not None
        dependence, layers = self.mode_layers(identity, state)
        names: list[str] = []
        for inner in layers:
            names += self._layer_names(inner, state)
        return ModuleThing(
            identity=identity,
            label=record.label,
            made_at=record.made_at,
            dependence=dependence,
            mode_layers=tuple(dict.fromkeys(names)),
            known=record.known,
        )

    def _layer_names(self, identity: int, state: State) -> list[str]:
        record = self.module(identity, state)
        assert record is not None
        name = self.external_name(record, state)
        model = record.model or (MODELS.get(name) if name else None)
        if model is not None:
            return list(model.mode_layers(constant_arguments(record.arguments)))
        return [record.label]

    def parameter_holders(self, identity: int, state: State) -> frozenset[Holder]:
        """Whose gradients are the gradients of a module's parameters."""
        found: set[Holder] = set()
        for inner in self.descendants(identity, state):
            record = self.module(inner, state)
            assert record is not None
            for value in record.fields.values():
                for member in members(value):
                    if isinstance(member, Tensor) and member.leaf is not None:
                        found.add(member.leaf)
            name = self.external_name(record, state)
            layer = LAYERS.get(name) if name else None
            if layer is not None and layer.output not in (Output.CONTAINER, Output.LOSS):
                if layer.parameters is not False:
                    found.add(inner)
            elif name is not None and layer is None and name not in LOSSES:
                found.add(inner)
            elif record.opaque:
                found.add(inner)
        return frozenset(found) or frozenset({identity})

    # --- modes ------------------------------------------------------------------------------------------

    def mode_of(self, identity: int, state: State) -> tuple[Mode, tuple[int, ...]]:
        """The mode of a module's layers that depend on it, and the ModeSet events that made it so."""
        _, layers = self.mode_layers(identity, state)
        found = [state.modes.get(inner, AS_MADE) for inner in layers or [identity]]
        events = tuple(dict.fromkeys(event for one in found for event in one.set_by))
        modes = {one.mode for one in found}
        if len(modes) == 1:
            return modes.pop(), events
        return (Mode.UNKNOWN if Mode.UNKNOWN in modes else Mode.MIXED), events

    def set_mode(self, identities: list[int], mode: Mode, node: ast.AST, state: State) -> None:
        """``module.train(…)``/``module.eval()`` as torch itself does it."""
        sure = len(identities) == 1
        changed = any(
            state.modes.get(layer, AS_MADE).mode is not mode
            for identity in identities
            for layer in self.mode_layers(identity, state)[1]
        )
        event = self.record(
            ModeSet,
            node,
            state,
            modules=tuple(self.module_thing(identity, state) for identity in identities),
            mode=mode if sure else Mode.UNKNOWN,
            changed=changed,
        )
        for identity in identities:
            self._set_mode_within(identity, mode if sure else Mode.UNKNOWN, event.index, node, state, 0)

    def _set_mode_within(
        self, identity: int, mode: Mode, event: int, node: ast.AST, state: State, depth: int
    ) -> None:
        if depth > 40:
            return
        state.modes[identity] = ModeState(mode, (event,))
        for child in dict.fromkeys(self.children(identity, state).values()):
            if child == identity:
                continue
            record = self.module(child, state)
            override = self.find_method(record.cls, "train", state) if record else None
            if isinstance(override, Function) and override.node not in self.now.nodes:
                flag = Constant(mode is Mode.TRAIN) if mode is not Mode.UNKNOWN else Unknown(("mode", node))
                arguments = Arguments([Ref(child), flag], [None, None])
                expression = node if isinstance(node, ast.expr) else ast.Constant(None)
                self.one_path(self.call_function(override, arguments, expression, state), state)
            else:
                self._set_mode_within(child, mode, event, node, state, depth + 1)

    def start_in(self, identity: int, mode: Mode, state: State) -> None:
        """Puts a new module and all inside it into a mode, without an event."""
        for inner in self.descendants(identity, state):
            state.modes[inner] = ModeState(mode)

    # --- calls -----------------------------------------------------------------------------------------

    def call_module(self, module: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = self.module(module.id, state)
        assert record is not None
        name = self.external_name(record, state)
        layer = LAYERS.get(name) if name else None
        if name is not None and name in LOSSES:
            return [(self.call_loss_object(name, record, arguments, node, state), state)]
        event = self._record_forward(module, record, layer is not None, arguments, node, state)
        if name is None:
            outcomes = self._call_own_module(module, record, arguments, node, state)
        elif name == SEQUENTIAL:
            outcomes = self._call_sequence(record, arguments, node, state)
        else:
            outcomes = [(self._layer_output(name, record, arguments, node, state), state)]
        holders = NOTHING
        if state.grad_enabled is not False and (self.now.forward_of is None or name is not None):
            holders = self.parameter_holders(module.id, state)
            if layer is not None and layer.parameters is False:
                holders = NOTHING
        events = frozenset({event}) if event is not None else NO_EVENTS
        if not holders and not events:
            return outcomes
        return [(self.tagged(value, holders, events, after), after) for value, after in outcomes]

    def _record_forward(
        self,
        module: Ref,
        record: ModuleObject,
        is_layer: bool,
        arguments: Arguments,
        node: ast.expr,
        state: State,
    ) -> int | None:
        if self.now.forward_of is not None:
            return None
        thing = self.module_thing(module.id, state)
        if is_layer and thing.dependence is Dependence.NO and not self._has_parameters(module.id, state):
            return None
        mode, set_by = self.mode_of(module.id, state)
        inputs = NO_EVENTS.union(*(events_of(value) for value in arguments.values()))
        event = self.record(
            Forward,
            node,
            state,
            module=thing,
            mode=mode,
            mode_set=tuple(e for e in (self.trace.at(index) for index in set_by) if isinstance(e, ModeSet)),
            grad_enabled=state.grad_enabled,
            inputs_from=inputs,
            owner_label=self._called_text(node, record),
        )
        return event.index

    def _has_parameters(self, identity: int, state: State) -> bool:
        record = self.module(identity, state)
        name = self.external_name(record, state) if record else None
        layer = LAYERS.get(name) if name else None
        return layer is None or layer.output is Output.CONTAINER or layer.parameters is not False

    def _called_text(self, node: ast.expr, record: ModuleObject) -> str:
        if isinstance(node, ast.Call):
            return self.now.scope.document.text_of(node.func)
        return record.label

    def _call_own_module(
        self, module: Ref, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        for method in ("__call__", "forward"):
            forward = self.find_method(record.cls, method, state)
            if isinstance(forward, Function):
                break
        else:
            return self._call_inherited(module, record, arguments, node, state)
        return self.call_function(
            forward, arguments.with_first(module), node, state, forward_of=module.id
        )

    def _call_inherited(
        self, module: Ref, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        for ancestor in self.ancestry(record.cls, state):
            if not isinstance(ancestor, External):
                continue
            if ancestor.name == SEQUENTIAL:
                return self._call_sequence(record, arguments, node, state)
            if ancestor.name in LOSSES:
                return [(self.call_loss_object(ancestor.name, record, arguments, node, state), state)]
            if ancestor.name in LAYERS or ancestor.name in MODELS:
                return [(self._layer_output(ancestor.name, record, arguments, node, state), state)]
        return [(self.fresh_unknown(node, state, *arguments.values()), state)]

    def _call_sequence(
        self, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if not arguments.positional:
            return [(self.fresh_unknown(node, state, *arguments.values()), state)]
        outcomes: list[Outcome] = [(arguments.positional[0], state)]
        from torchvet.interpret.core import Activation  # noqa: F401 - documents the type of ``now``

        inside = replace(self.now, forward_of=self.now.forward_of or -1)
        for layer in record.items.values():
            following: list[Outcome] = []
            for value, after in outcomes:
                with self.activated(inside):
                    following += self.call(layer, Arguments([value], [None]), node, after)
            outcomes = self.merge_outcomes(following, 4)
        if record.opaque:
            return [(self.unknown(node, value), after) for value, after in outcomes]
        return outcomes

    def _layer_output(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        inputs = [self.as_tensor(value, state) for value in arguments.values()]
        first = inputs[0] if inputs else NONE
        holders = NOTHING.union(*(holders_of(value) for value in inputs)) if inputs else NOTHING
        events = NO_EVENTS.union(*(events_of(value) for value in inputs)) if inputs else NO_EVENTS
        layer, model = LAYERS.get(name), record.model or MODELS.get(name)
        output = layer.output if layer else Output.UNKNOWN
        if model is not None:
            output = model.output(constant_arguments(record.arguments))
        if output is Output.PRESERVES:
            facts = first.facts if isinstance(first, Tensor) else ANY_FORM
            return Tensor(facts, holders, events)
        form = FORMS.get(output, Form.UNKNOWN)
        if form is Form.UNKNOWN:
            return self.fresh_unknown(node, state, *inputs)
        in_sequence = bool(arguments.nodes) and arguments.nodes[0] is None
        at = record.made_at if in_sequence and record.made_at else self.place(node)
        fact = TensorFact(
            form,
            applied_at=at,
            applied_through=self.now.stack,
            argument=arguments.node(0, "input"),
            layer_made_at=record.made_at,
            dropped=in_sequence,
        )
        return Tensor((fact,), holders, events)

    def call_loss_object(
        self, name: str, record: ModuleObject, arguments: Arguments, node: ast.expr, state: State
    ) -> Value:
        """Computes a loss with a loss object."""
        raise NotImplementedError

    def tagged(self, value: Value, holders: frozenset[Holder], events: frozenset[int], state: State) -> Value:
        """A module's output, with the module's parameters and its Forward event behind it."""
        if isinstance(value, Tensor):
            return Tensor(value.facts, value.holders | holders, value.events | events)
        if isinstance(value, Unknown):
            return Unknown(value.symbol, value.holders | holders, value.events | events, value.captures)
        if isinstance(value, Several):
            return Several(tuple(self.tagged(member, holders, events, state) for member in value.values))
        if isinstance(value, Ref):
            self._tag_object(value.id, holders, events, state)
        return value

    def _tag_object(self, identity: int, holders: frozenset[Holder], events: frozenset[int], state: State) -> None:
        record = state.read(identity)
        if isinstance(record, Sequence):
            written = state.write(identity)
            assert isinstance(written, Sequence)
            if written.items is not None:
                written.items = tuple(self.tagged(item, holders, events, state) for item in written.items)
            if written.element is not None:
                written.element = self.tagged(written.element, holders, events, state)
        elif isinstance(record, Mapping):
            written = state.write(identity)
            assert isinstance(written, Mapping)
            written.entries = {
                key: self.tagged(item, holders, events, state) for key, item in written.entries.items()
            }
        elif type(record) is Instance:
            fields = state.write(identity).fields
            for name, value in list(fields.items()):
                if isinstance(value, Tensor | Unknown):
                    fields[name] = self.tagged(value, holders, events, state)

    # --- layers out of reach -----------------------------------------------------------------------------

    def object_made(self, instance: Ref, state: State) -> None:
        if self.module(instance.id, state) is not None:
            self._find_hidden(instance.id, state)

    def _find_hidden(self, identity: int, state: State) -> None:
        record = self.module(identity, state)
        assert record is not None
        reachable = set(self.descendants(identity, state))
        for name, value in record.fields.items():
            container = state.read(value.id) if isinstance(value, Ref) else None
            if not isinstance(container, Sequence | Mapping) or container.made_at is None:
                continue
            hidden = [
                inner for inner in self._modules_in(container, state) if inner not in reachable
            ]
            dependent = [inner for inner in hidden if self.mode_layers(inner, state)[0] is Dependence.YES]
            if not dependent:
                continue
            with self.activated(replace(self.now, scope=self._scope_of(record, state))):
                self.record(
                    HiddenModule,
                    container.made_at.node,
                    state,
                    owner=self.module_thing(identity, state),
                    hidden=tuple(self.module_thing(inner, state) for inner in dependent),
                    inside=HiddenIn.DICT if isinstance(container, Mapping) else HiddenIn.LIST,
                    attribute=name,
                )

    def _scope_of(self, record: ModuleObject, state: State):  # noqa: ANN202
        base = state.read(record.cls.id) if isinstance(record.cls, Ref) else None
        return base.scope if isinstance(base, ClassObject) else self.now.scope

    def _modules_in(self, container: Sequence | Mapping, state: State) -> list[int]:
        values: list[Value] = []
        if isinstance(container, Mapping):
            values = [*container.entries.values(), *([container.rest] if container.rest else [])]
        else:
            values = [*(container.items or ()), *([container.element] if container.element else [])]
        found: list[int] = []
        for value in values:
            found += [i for i in self.refs(value, state) if self.module(i, state) is not None]
        return found

    def put_module(
        self,
        name: str,
        arguments: Arguments,
        node: ast.expr,
        state: State,
        *,
        label: str | None = None,
        known: bool = True,
        opaque: bool = False,
    ) -> Ref:
        """Makes a module of an external class."""
        record = ModuleObject(
            cls=External(name),
            arguments=kept_arguments(arguments),
            made_at=self.place(node),
            label=label or name.rpartition(".")[2],
            known=known,
            opaque=opaque,
        )
        made = self.put(node, record, state, "module", name)
        state.modes.pop(made.id, None)
        if name in CONTAINERS:
            self.fill_container(made.id, name, arguments, node, state)
        self._note_made_in_forward(made, node, state)
        return made

    def fill_container(
        self, identity: int, name: str, arguments: Arguments, node: ast.AST, state: State
    ) -> None:
        """Puts the children into a ``Sequential``, ``ModuleList`` or ``ModuleDict``."""
        record = state.write(identity)
        assert isinstance(record, ModuleObject)
        values = list(arguments.positional)
        if len(values) == 1 and isinstance(values[0], Ref):
            inner = state.read(values[0].id)
            if isinstance(inner, Mapping):
                record.items.update({str(key): value for key, value in inner.entries.items()})
                record.opaque = record.opaque or inner.rest is not None
                return
            if isinstance(inner, Sequence):
                pairs = [self._pair(item, state) for item in inner.items or ()]
                if pairs and all(pair is not None for pair in pairs):
                    record.items.update({pair[0]: pair[1] for pair in pairs if pair is not None})
                    return
                values = list(inner.items) if inner.items is not None else []
                if inner.items is None:
                    record.opaque = True
                    values = [inner.element] if inner.element is not None else []
        elif len(values) == 1 and not isinstance(values[0], Ref):
            record.opaque = True
            values = []
        start = len(record.items)
        for number, value in enumerate(values):
            record.items[str(start + number)] = value
        record.opaque = record.opaque or arguments.open_ended

    def _pair(self, value: Value, state: State) -> tuple[str, Value] | None:
        """A (name, module) pair of an ``OrderedDict([...])``."""
        record = state.read(value.id) if isinstance(value, Ref) else None
        if isinstance(record, Sequence) and record.items is not None and len(record.items) == 2:
            name = record.items[0]
            if isinstance(name, Constant) and isinstance(name.value, str):
                return name.value, record.items[1]
        return None

    def _note_made_in_forward(self, made: Ref, node: ast.expr, state: State) -> None:
        owner = self.now.forward_of
        if owner is None or owner < 0 or self.module(owner, state) is None:
            return
        if self.frame(state).method_of != Ref(owner):
            return
        if self.own_dependence(made.id, state) is not Dependence.YES:
            return
        self.record(
            HiddenModule,
            node,
            state,
            owner=self.module_thing(owner, state),
            hidden=(self.module_thing(made.id, state),),
            inside=HiddenIn.FORWARD,
            attribute=None,
        )


__all__ = ["OTHER_FORM", "Modules", "constant_arguments", "kept_arguments"]
