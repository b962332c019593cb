"""Modules: their children, their parameters, what of them depends on the mode."""

from __future__ import annotations

import ast

from torchvet.immutable import immutable
from torchvet.interpret.arguments import constant_arguments
from torchvet.interpret.attributes import Attributes
from torchvet.interpret.events import ModuleThing
from torchvet.interpret.records import ClassObject, Instance, ModuleObject, Record
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    Bound,
    Constant,
    External,
    Formula,
    Function,
    Holder,
    Partial,
    Ref,
    Tensor,
    Unknown,
    members,
)
from torchvet.program.knowledge.layer import Dependence, Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT
from torchvet.program.knowledge.pretrained import MODELS
from torchvet.program.mode_reads import training_reads

_SETTINGS = Constant | External | Function | Bound | Partial | Formula


@immutable(frozen=True, slots=True, eq=False)
class Structure:
    """What is inside a module, as it was found.

    Args:
        seen: the modules with their records and these records' revisions: while these are the same, it holds.
        descendants: the module and all inside it, each once.
        dependence: whether it depends on the mode.
        layers: the modules in it that do.
        layer_names: the names of these.
        holders: whose parameters gather the gradients of what it gives.
        own: those of them whose gradients are the gradients of its own parameters.
        bare: whether nothing in it shows that it has any.
    """

    seen: tuple[tuple[int, Record, int], ...]
    descendants: list[int]
    dependence: Dependence
    layers: list[int]
    layer_names: tuple[str, ...]
    holders: frozenset[Holder]
    own: frozenset[Holder]
    bare: bool

    def holds_in(self, state: State) -> bool:
        """Whether nothing of it has changed in a state."""
        get = state.heap.get
        return all(get(inner) is record and record.revision == number for inner, record, number in self.seen)


class Modules(Attributes):
    """The part of the interpreter that knows modules."""

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

    def structure(self, identity: int, state: State) -> Structure:
        """What is inside a module; found anew only when one of the modules has changed."""
        known = self._structures.get(identity)
        if known is None or not known.holds_in(state):
            known = self._structures[identity] = self._new_structure(identity, state)
        return known

    def _new_structure(self, identity: int, state: State) -> Structure:
        inside = self._all_within(identity, state)
        dependence, layers = self._mode_layers_among(inside, state)
        names = [name for layer in layers for name in self._layer_names(layer, state)]
        # Which of the parameters around it are those of a part, nobody knows.
        wider = self._all_within(identity, state, and_around=True)
        records = [(inner, record) for inner in wider for record in [state.read(inner)] if record]
        holders = self._holders_among(wider, state)
        return Structure(
            seen=tuple((inner, record, record.revision) for inner, record in records),
            descendants=inside,
            dependence=dependence,
            layers=layers,
            layer_names=tuple(dict.fromkeys(names)),
            holders=holders or frozenset({identity}),
            own=(holders or frozenset({identity})) - self._copied_among(records),
            bare=not holders and all(self._shows_no_parameter(record) for _, record in records),
        )

    def descendants(self, identity: int, state: State) -> list[int]:
        """A module and all modules inside it, each once."""
        return self.structure(identity, state).descendants

    def mode_layers(self, identity: int, state: State) -> tuple[Dependence, list[int]]:
        """Whether a module depends on the mode, and the modules in it that do."""
        structure = self.structure(identity, state)
        return structure.dependence, structure.layers

    def parameter_holders(self, identity: int, state: State) -> frozenset[Holder]:
        """Whose parameters gather the gradients of what a module gives."""
        return self.structure(identity, state).holders

    def own_holders(self, identity: int, state: State) -> frozenset[Holder]:
        """Whose gradients are those of a module's own parameters: not those that these are made of."""
        return self.structure(identity, state).own

    def _all_within(self, identity: int, state: State, *, and_around: bool = False) -> list[int]:
        """A module and all modules inside it, and on demand also those that it is a part of, each once."""
        found: list[int] = []
        waiting = [identity]
        while waiting and len(found) < 2_000:
            current = waiting.pop()
            if current not in found:
                found.append(current)
                waiting += reversed(list(self.children(current, state).values()))
                record = self.module(current, state) if and_around else None
                if record is not None and record.part_of is not None:
                    waiting.append(record.part_of)
        return found

    def external_name(self, record: Instance, state: State) -> str | None:
        """The canonical name of an object's external class."""
        return record.cls.name if isinstance(record.cls, External) else None

    def own_dependence(self, identity: int, state: State) -> Dependence:
        """Whether a module itself, its children left out, depends on the mode."""
        record = self.module(identity, state)
        if record is None:
            return Dependence.UNKNOWN
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
            if isinstance(base, ClassObject) and self._reads_training(base.node, record, state):
                return Dependence.YES
            if isinstance(ancestor, External) and ancestor.name in LAYERS:
                layer = LAYERS[ancestor.name]
                if layer.mode is not None and layer.output not in (Output.CONTAINER, Output.LOSS):
                    given = layer.mode.given({SPREAD: UNKNOWN_ARGUMENT})
                    if given is not Dependence.NO:
                        return given
        return Dependence.UNKNOWN if record.opaque else Dependence.NO

    def _reads_training(self, node: ast.ClassDef, record: ModuleObject, state: State) -> bool:
        """Whether a class looks at ``self.training`` where the switches of the object let it come."""

        def is_off(switch: str) -> bool:
            value = record.fields.get(switch)
            return value is not None and self.truth(value, state) is False

        return any(not any(map(is_off, switches)) for switches in training_reads(node))

    def _mode_layers_among(self, inside: list[int], state: State) -> tuple[Dependence, list[int]]:
        dependent: list[int] = []
        unknown = False
        for inner in inside:
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
        structure = self.structure(identity, state)
        return ModuleThing(
            identity=identity,
            label=record.label,
            made_at=record.made_at,
            dependence=structure.dependence,
            mode_layers=structure.layer_names,
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

    @staticmethod
    def _copied_among(records: list[tuple[int, Record]]) -> frozenset[Holder]:
        """The holders that parameters of some modules are only made of."""
        found: set[Holder] = set()
        for _, record in records:
            if isinstance(record, ModuleObject) and record.computed and record.parameters_of is not None:
                found.add(record.parameters_of)
                for value in record.fields.values():
                    found.update(
                        each.leaf for each in members(value) if isinstance(each, Tensor) and each.leaf
                    )
        return frozenset(found)

    @staticmethod
    def _shows_no_parameter(record: Record) -> bool:
        """Whether a module has nothing but settings: numbers, functions, what its constructor was given."""
        if not isinstance(record, ModuleObject) or record.opaque or not isinstance(record.cls, Ref):
            return False
        return all(
            isinstance(member, _SETTINGS) or (isinstance(member, Unknown) and member.symbol[0] == "parameter")
            for value in record.fields.values()
            for member in members(value)
        )

    def _holders_among(self, inside: list[int], state: State) -> frozenset[Holder]:
        found: set[Holder] = set()
        for inner in inside:
            record = self.module(inner, state)
            assert record is not None
            for value in (*record.fields.values(), *record.items.values()):
                for member in members(value):
                    if isinstance(member, Tensor) and member.leaf is not None:
                        found.add(member.leaf)
            name = self.external_name(record, state)
            layer = LAYERS.get(name) if name else None
            own = inner if record.parameters_of is None else record.parameters_of
            if layer is not None and layer.output not in (Output.CONTAINER, Output.LOSS):
                if layer.parameters is not False:
                    found.add(own)
            elif (name is not None and layer is None and name not in LOSSES) or record.opaque:
                found.add(own)
        return frozenset(found)
