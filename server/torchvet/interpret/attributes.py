"""Attributes of objects."""

from __future__ import annotations

import ast

from torchvet.interpret.classes import Classes
from torchvet.interpret.events import Mode
from torchvet.interpret.records import (
    ClassObject,
    Frame,
    Instance,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Sequence,
)
from torchvet.interpret.state import AS_MADE, ModeState, State
from torchvet.interpret.values import (
    ANY_FORM,
    FALSE,
    NONE,
    NOTHING,
    TRUE,
    Attribute,
    Bound,
    Constant,
    External,
    Formula,
    Function,
    Holder,
    Parent,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    module_around,
)
from torchvet.program.knowledge.constants import CONSTANTS
from torchvet.program.knowledge.functions import METHODS
from torchvet.program.knowledge.module_attributes import OF_MODULES, TABLES
from torchvet.program.knowledge.names import canonical
from torchvet.program.knowledge.wrappers import INNER_ATTRIBUTES
from torchvet.program.usage import dotted, mentions_grad

_KNOWN = Constant | Formula


_WITHOUT_OTHERS = ("builtins.object", "abc.ABC", "torch.nn.Module")
"""Base classes of which it is known which attributes they have."""
_DROPOUTS = tuple(External(f"torch.nn.Dropout{kind}") for kind in ("", "1d", "2d", "3d"))
_USUAL_RATE = Constant(0.5)
_KEEPING_ATTRIBUTES = frozenset({"T", "mT", "H", "mH", "real"})

_PLAIN = frozenset(
    {
        "shape",
        "device",
        "dtype",
        "ndim",
        "requires_grad",
        "is_cuda",
        "is_leaf",
        "layout",
        "names",
        "itemsize",
        "nbytes",
    }
)


_LISTING = {
    ("_modules", "items"): "named_children",
    ("_modules", "values"): "children",
    ("_parameters", "items"): "named_parameters",
    ("_parameters", "values"): "parameters",
}
"""The methods of a module's tables, and those of the module that give the same, or more."""
ZEROS = frozenset({"zeros", "zeros_like", "new_zeros"})


class Attributes(Classes):
    """The part of the interpreter that reads and sets attributes."""

    def attribute(self, value: Value, name: str, node: ast.AST, state: State) -> Value:
        value = self.resolve(value, state)
        if isinstance(value, Ref):
            return self._attribute_of_object(value, name, node, state)
        if isinstance(value, External):
            return self.external_attribute(value, name)
        if isinstance(value, Tensor):
            return self.attribute_of_tensor(value, name, state)
        if isinstance(value, Unknown):
            derived = Unknown(("attr", value.symbol, name), value.holders, value.events, value.captures)
            if name == "data" and value.symbol[0] == "grad":
                return value
            if name == "data":
                derived = Unknown(derived.symbol, NOTHING, self.events_without_gradient(value))
            return self.resolve(derived, state)
        if isinstance(value, Several):
            return self._attribute_of_several(value, name, node, state)
        if isinstance(value, Parent):
            return self._attribute_of_parent(value, name, node, state)
        if isinstance(value, _KNOWN):
            return Attribute(value, name)
        if isinstance(value, Attribute):
            return self._attribute_of_unseen(value, name, state)
        if isinstance(value, Bound | Function) and name == "__wrapped__":
            return value
        return Unknown(("attr", value, name))

    def _attribute_of_several(self, value: Several, name: str, node: ast.AST, state: State) -> Value:
        """An attribute of what can be several things: of those of them that can have it."""
        able = [
            member
            for member in value.values
            if not isinstance(member, Constant) or (member != NONE and hasattr(member.value, name))
        ]
        if name == "backward" and all(isinstance(member, Tensor | Formula | Unknown) for member in able):
            # A sum that a loop may have added to, and the like: which of them it is doesn't matter.
            holders = holders_of(value)
            if holders:
                return Attribute(Tensor(ANY_FORM, holders, events_of(value)), name)
        found: Value | None = None
        for member in able:
            one = self.attribute(member, name, node, state)
            found = one if found is None else join(found, one)
        return found or self.unknown(node)

    def _attribute_of_unseen(self, value: Attribute, name: str, state: State) -> Value:
        """An attribute of an attribute that no text defines (``vgg16().features.eval``)."""
        receiver = value.receiver
        if value.name in TABLES and isinstance(receiver, Ref) and self.module(receiver.id, state):
            if name == "copy":
                return Attribute(value, name)
            likewise = _LISTING.get((value.name, name))
            if likewise is not None:
                return Attribute(receiver, likewise)
        origin = receiver.id if isinstance(receiver, Ref) else receiver
        symbol = ("attr", ("attr", origin, value.name), name)
        holders, events = self.sources([receiver], state)
        return self.resolve(Unknown(symbol, holders, events), state)

    def external_attribute(self, value: External, name: str) -> Value:
        if name == "__name__":
            return Constant(value.name.rpartition(".")[2])
        found = canonical(f"{value.name}.{name}")
        return Constant(CONSTANTS[found]) if found in CONSTANTS else External(found)

    def attribute_of_tensor(self, value: Tensor, name: str, state: State) -> Value:
        if name == "data":
            return Tensor(value.facts, NOTHING, self.events_without_gradient(value), value.leaf)
        if name == "grad":
            return Unknown(("grad", value.holders, value.leaf))
        if name in _KEEPING_ATTRIBUTES:
            return value
        if name in METHODS or name in ("backward", "grad_fn", "__len__"):
            return Attribute(value, name)
        # The attributes of tensors that are none of their values (shape, device, dtype).
        return Unknown(("attr", "tensor", name)) if name in _PLAIN else Attribute(value, name)

    def _attribute_of_object(self, value: Ref, name: str, node: ast.AST, state: State) -> Value:
        record = state.read(value.id)
        if record is None:
            return Unknown(("attr", value.id, name))
        if isinstance(record, Frame):
            return self.name_in_module(record, name, node, state)
        if isinstance(record, ClassObject):
            return self._attribute_of_class(value, name, state)
        found = self.special_attribute(value, name, state)
        if found is not None:
            return found
        if name in record.fields:
            return self.resolve(record.fields[name], state)
        if isinstance(record, Instance):
            return self._inherited(value, record, name, node, state)
        return Attribute(value, name)

    def special_attribute(self, value: Ref, name: str, state: State) -> Value | None:
        record = state.read(value.id)
        if isinstance(record, ModuleObject):
            if name == "training":
                mode = state.modes.get(value.id, AS_MADE).mode
                if mode is Mode.TRAIN:
                    return TRUE
                if mode is Mode.EVAL:
                    return FALSE
                return Unknown(("mode of", value.id))
            if (
                name in INNER_ATTRIBUTES
                and name not in record.fields
                and isinstance(record.cls, External | Ref)
            ):
                own = self.find_method(record.cls, name, state)
                if own is None and name not in record.items:
                    return value
            if name in record.items and name not in record.fields:
                return record.items[name]
            if name == "p" and record.cls in _DROPOUTS:
                return record.arguments.get(0, record.arguments.get("p", _USUAL_RATE))
            if name in ("weight", "bias") and name not in record.fields and isinstance(record.cls, External):
                return Tensor(ANY_FORM, frozenset({value.id}))
        if isinstance(record, OptimizerObject) and name == "param_groups" and record.holders:
            return self._parameter_groups(value.id, record, state)
        if isinstance(record, OptimizerObject) and name in ("param_groups", "state", "defaults"):
            return Unknown(("attr", value.id, name))
        if isinstance(record, OptimizerObject) and name == "optimizer":
            return record.fields.get(name, value)
        if isinstance(record, Instance) and name == "__class__":
            return record.cls
        return None

    def _attribute_of_class(self, cls: Ref, name: str, state: State) -> Value:
        own = state.read(cls.id)
        # What nothing calls may well be called on an object of another class, made of this one.
        if name == "__name__" and isinstance(own, ClassObject) and not self.assumed_entry:
            return Constant(own.name)
        for ancestor in self.ancestry(cls, state):
            record = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
            if isinstance(record, ClassObject) and name in record.fields:
                found = record.fields[name]
                if isinstance(found, Function) and found.kind == "class":
                    return Bound(found, cls)
                return found
            if isinstance(ancestor, External) and ancestor.name != "builtins.object":
                return Attribute(cls, name)
        return Unknown(("attr", cls.id, name))

    def _inherited(self, value: Ref, record: Instance, name: str, node: ast.AST, state: State) -> Value:
        found = self.find_method(record.cls, name, state)
        if found is None:
            handed_on = self._handed_on(value, record, name, node, state)
            return self.missing_attribute(value, record, name, state) if handed_on is None else handed_on
        if not isinstance(found, Function):
            return found
        if found.kind == "static":
            return found
        if found.kind == "class":
            return Bound(found, record.cls)
        if found.kind == "property":
            return self.call_unsaid(found, (value,), node, state)
        return Bound(found, value)

    def _handed_on(
        self, value: Ref, record: Instance, name: str, node: ast.AST, state: State
    ) -> Value | None:
        """What the ``__getattr__`` of the object's class gives; None where Python doesn't come to ask it."""
        is_of_module = isinstance(record, ModuleObject) and name in OF_MODULES
        if name.startswith("_") or is_of_module or any(key.startswith("?") for key in record.fields):
            return None
        for ancestor in self.ancestry(record.cls, state):
            if isinstance(ancestor, External) and ancestor.name not in _WITHOUT_OTHERS:
                return None
        getter = self.find_method(record.cls, "__getattr__", state)
        if not isinstance(getter, Function) or getter.node in self.now.nodes:
            return None
        return self.call_unsaid(getter, (value, Constant(name)), node, state)

    def missing_attribute(self, value: Ref, record: Instance, name: str, state: State) -> Value:
        """An attribute that the program's own text doesn't define."""
        own = all(
            isinstance(state.read(ancestor.id) if isinstance(ancestor, Ref) else None, ClassObject)
            for ancestor in self.ancestry(record.cls, state)
            if ancestor != External("builtins.object")
        )
        if own and type(record) is Instance:
            return self.resolve(Unknown(("attr", value.id, name)), state)
        return Attribute(value, name)

    def _attribute_of_parent(self, value: Parent, name: str, node: ast.AST, state: State) -> Value:
        receiver = value.receiver
        record = state.read(receiver.id) if isinstance(receiver, Ref) else None
        cls = record.cls if isinstance(record, Instance) else Ref(value.owner)
        above = False
        for ancestor in self.ancestry(cls, state):
            if above:
                base = state.read(ancestor.id) if isinstance(ancestor, Ref) else None
                if isinstance(base, ClassObject) and name in base.fields:
                    found = base.fields[name]
                    if isinstance(found, Function) and found.kind == "property":
                        return self.call_unsaid(found, (receiver,), node, state)
                    if isinstance(found, Function) and found.kind != "static":
                        return Bound(found, receiver)
                    return found
            above = above or ancestor == Ref(value.owner)
        return Attribute(receiver, name)

    def assign_attribute(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> None:
        target = self.resolve(target, state)
        if self.assign_special(target, name, value, node, state):
            return
        if isinstance(target, Unknown):
            state.refine(("attr", target.symbol, name), value)
            return
        self.note_changed_part(target, state)
        self.note_kept_list(value, state)
        identities = self.refs(target, state)
        for identity in identities:
            if identity not in state.heap:
                continue
            record = state.write(identity)
            if isinstance(record, Instance):
                setter = self.find_method(record.cls, name, state)
                if isinstance(setter, Function) and setter.kind == "property":
                    if setter.setter is not None:
                        self.call_unsaid(setter.setter, (Ref(identity), value), node, state)
                    continue
            old = record.fields.get(name)
            record.fields[name] = value if len(identities) == 1 or old is None else join(old, value)

    def assign_special(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> bool:
        if name == "grad":
            around = module_around(target)
            if around is not None:
                self.lose_gradients_in(around, state)
                return True
            holders: frozenset[Holder] = self.leaf_holders(target)
            if isinstance(target, Unknown) and not holders:
                # Nobody knows whose it is: it may be anybody's.
                self.lose_gradients(list(state.gradients), state)
                return True
            if holders and (value == NONE or self._assigns_zeros(node)):
                self.zero(holders, node, state)
            else:
                self.lose_gradients(holders, state)
            return True
        if name == "data" and isinstance(target, Tensor):
            parent = self.now.scope.document.statement_of(node)
            if isinstance(parent, ast.Assign) and mentions_grad(parent.value):
                self.step(self.leaf_holders(target) | target.holders, None, parent, state)
            return True
        if isinstance(target, Tensor):
            return True
        if name == "training" and isinstance(target, Unknown):
            self.lose_modes(state)
        if name == "training" and isinstance(target, Ref) and self.module(target.id, state) is not None:
            known = self.truth(value, state)
            mode = Mode.UNKNOWN if known is None else Mode.TRAIN if known else Mode.EVAL
            state.modes[target.id] = ModeState(mode)
            return True
        return False

    def _assigns_zeros(self, node: ast.AST) -> bool:
        """Whether an assignment's value is made of zeros (``torch.zeros_like(w)``)."""
        statement = self.now.scope.document.parent_of(node)
        value = statement.value if isinstance(statement, ast.Assign) else None
        name = dotted(value.func) if isinstance(value, ast.Call) else None
        return name is not None and name.rpartition(".")[2] in ZEROS

    def _parameter_groups(self, identity: int, record: OptimizerObject, state: State) -> Value:
        """``optimizer.param_groups``: an unknown number of groups with the optimizer's parameters."""
        numbers = [self._number((part, identity)) for part in ("groups", "group", "params")]
        parameters = Sequence(kind="list", items=None, element=Tensor(ANY_FORM, record.holders))
        group = Mapping(entries={"params": Ref(numbers[2])}, rest=Unknown(("attr", identity, "group")))
        groups = Sequence(kind="list", items=None, element=Ref(numbers[1]))
        for number, made in zip(numbers, (groups, group, parameters), strict=True):
            state.put(number, made)
        return Ref(numbers[0])
