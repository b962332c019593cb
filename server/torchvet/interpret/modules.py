"""Modules: their children, their parameters, what of them depends on the mode."""

from __future__ import annotations

import ast
from functools import lru_cache

from torchvet.interpret.arguments import constant_arguments
from torchvet.interpret.attributes import Attributes
from torchvet.interpret.events import ModuleThing
from torchvet.interpret.records import ClassObject, Instance, ModuleObject
from torchvet.interpret.state import State
from torchvet.interpret.values import External, Holder, Ref, Tensor, members
from torchvet.program.knowledge.layer import Dependence, Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT
from torchvet.program.knowledge.pretrained import MODELS


@lru_cache(maxsize=1024)
def reads_training(node: ast.ClassDef) -> bool:
    """Whether a class's own text looks at ``self.training``."""
    return any(
        isinstance(inner, ast.Attribute) and inner.attr == "training" and isinstance(inner.ctx, ast.Load)
        for inner in ast.walk(node)
    )


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
            elif (name is not None and layer is None and name not in LOSSES) or record.opaque:
                found.add(inner)
        return frozenset(found) or frozenset({identity})
