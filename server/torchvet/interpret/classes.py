"""Classes: their bases, what these make of them, and their objects."""

from __future__ import annotations

import ast
from typing import cast

from torchvet.interpret.arguments import kept_arguments
from torchvet.interpret.functions import Functions
from torchvet.interpret.records import (
    ClassObject,
    Instance,
    LoaderObject,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Sequence,
)
from torchvet.interpret.running import MOST_PATHS, Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    OF_TYPE,
    Bound,
    Constant,
    External,
    Function,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
)
from torchvet.program.knowledge.frameworks import LIFE_CYCLES
from torchvet.program.knowledge.layer_bases import INSTANCES
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.optimizers import OPTIMIZER_BASE, OPTIMIZERS
from torchvet.program.knowledge.pretrained import MODELS, transformers_model
from torchvet.program.package_facts import LOADERS as LOADER_CLASSES
from torchvet.program.package_facts import NEURAL_MODULES
from torchvet.program.package_facts import OPTIMIZERS as OPTIMIZER_CLASSES

MODULE = "torch.nn.Module"

MODULE_BASES = frozenset(
    {MODULE, "lightning.LightningModule", "composer.models.ComposerModel", "torch.nn.modules.module.Module"}
)

_PYTHON_TYPES: dict[str, type] = {
    "builtins.int": int,
    "builtins.float": float,
    "builtins.str": str,
    "builtins.bool": bool,
    "builtins.list": list,
    "builtins.tuple": tuple,
    "builtins.dict": dict,
}

_WITHOUT_MODULES = frozenset({"numpy", "pandas", "pathlib", "scipy", "sklearn"})
"""Packages none of whose classes is a module."""


class Classes(Functions):
    """The part of the interpreter that knows classes."""

    def ancestry(self, cls: Value, state: State) -> list[Value]:
        """A class and its bases, as far as text shows them, in the order of look-up."""
        found: list[Value] = []
        waiting = [cls]
        while waiting and len(found) < 64:
            current = self.resolve(waiting.pop(0), state)
            if current in found:
                continue
            found.append(current)
            record = state.read(current.id) if isinstance(current, Ref) else None
            if isinstance(record, ClassObject):
                waiting = [*record.bases, *waiting]
            elif isinstance(current, Several):
                waiting = [*current.values, *waiting]
        return found

    def find_method(self, cls: Value, name: str, state: State) -> Value | None:
        """A class's attribute; None where text shows none."""
        for ancestor in self.ancestry(cls, state):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject) and name in record.fields:
                return record.fields[name]
        return None

    def instantiate(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Makes an object of a class of the program."""
        instance = self.put(node, self.new_object(cls, arguments, node, state), state, "object", cls.id)
        state.modes.pop(instance.id, None)
        state.gradients.pop(instance.id, None)
        record = state.heap[cls.id]
        assert isinstance(record, ClassObject)
        new = self.find_method(cls, "__new__", state)
        if isinstance(new, Function):
            self.one_path(self.call_function(new, arguments.with_first(cls), node, state), state)
        init = self.find_method(cls, "__init__", state)
        if isinstance(init, Function):
            ends = [
                after for _, after in self.call_function(init, arguments.with_first(instance), node, state)
            ]
        else:
            self._fill_fields(cls, instance, arguments, state)
            self.call_special("__post_init__", (instance,), node, state)
            ends = [state]
        for after in ends:
            self.object_made(instance, after)
        return self.merge_outcomes([(instance, after) for after in ends], MOST_PATHS)

    def _fill_fields(self, cls: Ref, instance: Ref, arguments: Arguments, state: State) -> None:
        """What ``@dataclass`` and ``NamedTuple`` do with the arguments."""
        names: list[str] = []
        for ancestor in reversed(self.ancestry(cls, state)):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject):
                for statement in record.node.body:
                    if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
                        names.append(statement.target.id)
        fields = state.write(instance.id).fields
        for name, value in zip(dict.fromkeys(names), arguments.positional, strict=False):
            fields[name] = value
        fields.update(arguments.keywords)
        for name in names:
            if name not in fields:
                self._fill_default(cls, instance, name, state)

    def _fill_default(self, cls: Ref, instance: Ref, name: str, state: State) -> None:
        """``field(default_factory=…)``: the default of a field of a ``@dataclass``."""
        declared = self.find_method(cls, name, state)
        record = state.read(declared.id) if isinstance(declared, Ref) else None
        if type(record) is not Instance or record.cls != External("dataclasses.field"):
            return
        default, factory = record.arguments.get("default"), record.arguments.get("default_factory")
        if factory is not None and record.made_at is not None and isinstance(record.made_at.node, ast.expr):
            made = self.call(factory, Arguments(), record.made_at.node, state)
            default = self.one_path(made, state)
        if default is not None:
            state.write(instance.id).fields[name] = default

    def new_object(self, cls: Ref, arguments: Arguments, node: ast.expr, state: State) -> Instance:
        record = state.heap[cls.id]
        assert isinstance(record, ClassObject)
        kept = kept_arguments(arguments)
        made_at = self.place(node)
        kind, opaque = self.class_kind(cls, state)
        if kind == "module":
            return ModuleObject(cls=cls, arguments=kept, made_at=made_at, label=record.name, opaque=opaque)
        if kind == "optimizer":
            given = arguments.get(0, "params")
            holders, complete = self.optimized(given, state)
            return OptimizerObject(
                cls=cls,
                arguments=kept,
                made_at=made_at,
                label=record.name,
                holders=holders,
                complete=complete,
                whole=self.wholly_optimized(given, state),
            )
        if kind == "loader" and not isinstance(self.find_method(cls, "__getitem__", state), Function):
            return LoaderObject(cls=cls, arguments=kept, made_at=made_at)
        return Instance(cls=cls, arguments=kept, made_at=made_at)

    def class_kind(self, cls: Value, state: State) -> tuple[str, bool]:
        """What its bases make of a class ("module", "optimizer", …, "other"), and if some are unknown."""
        unknown = False
        kind = "other"
        for ancestor in self.ancestry(cls, state):
            if isinstance(ancestor, External):
                one, opaque = self._external_kind(ancestor.name)
                kind = one if kind == "other" else kind
                unknown = unknown or opaque
            elif not isinstance(ancestor, Ref):
                unknown = True
        if kind == "other" and unknown and isinstance(self.find_method(cls, "forward", state), Function):
            return "module", True
        return kind, unknown

    def _external_kind(self, name: str) -> tuple[str, bool]:
        if name in MODULE_BASES:
            return "module", False
        if name in LAYERS or name in LOSSES:
            return "module", False
        if name == OPTIMIZER_BASE or name in OPTIMIZERS:
            return "optimizer", False
        if name in LOADERS:
            return "loader", False
        if name in MODELS or transformers_model(name, None, {}) is not None:
            return "module", True
        if name.startswith(("builtins.", "abc.", "typing.", "enum.", "collections.", "torch.utils.data.")):
            return "other", False
        if name in LIFE_CYCLES:
            return "other", True
        fact = self.project.explain(name)
        if fact is not None:
            if fact.is_a(NEURAL_MODULES):
                return "module", True
            if fact.is_a(OPTIMIZER_CLASSES):
                return "optimizer", False
            if fact.is_a(LOADER_CLASSES):
                return "loader", False
            return "other", not fact.bases_known
        return "other", True

    def is_instance(self, value: Value, classes: Value, state: State) -> bool | None:
        value = self.resolve(value, state)
        if isinstance(value, Unknown) and value.symbol[0] == OF_TYPE:
            allowed = cast("tuple[Value, ...]", value.symbol[2])
            found = {self._is_declared_instance(one, classes, state) for one in allowed}
            return found.pop() if len(found) == 1 else None
        record = state.read(classes.id) if isinstance(classes, Ref) else None
        if isinstance(record, Sequence):
            answers = [self.is_instance(value, one, state) for one in record.items or ()]
            if True in answers:
                return True
            return None if None in answers or record.items is None else False
        if isinstance(value, Constant) and isinstance(classes, External):
            known = _PYTHON_TYPES.get(classes.name)
            return isinstance(value.value, known) if known else None if value.value is not None else False
        if classes == External("builtins.type") and isinstance(value, Function | Bound):
            return False
        if isinstance(value, Ref):
            return self._is_object_instance(value, classes, state)
        if isinstance(value, Tensor) and isinstance(classes, External):
            return (
                True if classes.name == "torch.Tensor" else False if classes.name in _PYTHON_TYPES else None
            )
        return None

    def _is_declared_instance(self, declared: Value, classes: Value, state: State) -> bool | None:
        """Whether what is of one class, by its annotation, is one of another, or of several."""
        record = state.read(classes.id) if isinstance(classes, Ref) else None
        if isinstance(record, Sequence) and record.items is not None:
            answers = {self._is_declared_instance(declared, one, state) for one in record.items}
            return True if True in answers else None if None in answers else False
        if declared == classes:
            return True
        if not isinstance(classes, External) or not isinstance(declared, External):
            return None
        of_python = declared.name in _PYTHON_TYPES
        is_no_module = of_python or declared.name.partition(".")[0] in _WITHOUT_MODULES
        if (of_python and classes.name in _PYTHON_TYPES) or (is_no_module and classes.name in MODULE_BASES):
            return False
        return None

    def _is_object_instance(self, value: Ref, classes: Value, state: State) -> bool | None:
        record = state.read(value.id)
        if isinstance(record, Sequence | Mapping) and isinstance(classes, External):
            own = "dict" if isinstance(record, Mapping) else record.kind
            return classes.name == f"builtins.{own}" if classes.name.startswith("builtins.") else None
        if classes == External("builtins.type") and isinstance(record, ClassObject):
            return True
        if not isinstance(record, Instance):
            return None
        ancestors = self.ancestry(record.cls, state)
        if classes in ancestors:
            return True
        if isinstance(record, ModuleObject):
            if isinstance(classes, External) and classes.name in MODULE_BASES:
                return True
            if isinstance(classes, External):
                return self._is_layer(record, ancestors, classes.name, state)
        return False if isinstance(classes, Ref) and isinstance(record.cls, Ref) else None

    def _is_layer(self, record: ModuleObject, ancestors: list[Value], name: str, state: State) -> bool | None:
        """Whether a module is an instance of a layer's class, or of another one outside the workspace."""
        kinds = INSTANCES.get(name)
        own = {ancestor.name for ancestor in ancestors if isinstance(ancestor, External)}
        if kinds is not None and own & kinds:
            return True
        if name in _PYTHON_TYPES or name.partition(".")[0] in _WITHOUT_MODULES:
            return False
        if isinstance(record.cls, External):
            plain = record.cls.name in LAYERS and not record.opaque
            model = record.model is not None or record.cls.name in MODELS
            return False if plain or (model and kinds is not None) else None
        return None if kinds is None or self.class_kind(record.cls, state)[1] else False
