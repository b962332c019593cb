"""Methods of modules."""

from __future__ import annotations

import ast
from functools import reduce

from torchvet.interpret.containers import ContainerMethods
from torchvet.interpret.records import ModuleObject, Sequence
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    ANY_FORM,
    NONE,
    NOTHING,
    PART,
    Bound,
    Constant,
    Function,
    Holder,
    Ref,
    Tensor,
    Unknown,
    Value,
)
from torchvet.program.usage import PARAMETER_METHODS

SAME_MODULE = frozenset(
    [
        "to",
        "cuda",
        "cpu",
        "float",
        "double",
        "half",
        "bfloat16",
        "type",
        "xpu",
        "ipu",
        "requires_grad_",
        "share_memory",
        "to_empty",
        "apply",
        "_apply",
        "compile",
    ]
)
"""Methods of modules that give the module itself."""


_MODULES = frozenset({"modules", "named_modules", "children", "named_children"})


class ModuleMethods(ContainerMethods):
    """The part of the interpreter that calls methods of modules."""

    def _module_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name in ("train", "eval"):
            return self._switch_mode(receiver, name, arguments, node, state)
        if name in ("__call__", "forward"):
            return self.call_module(receiver, arguments, node, state)
        if name in SAME_MODULE:
            if name == "apply":
                self._apply_to_modules(receiver, arguments, node, state)
            elif name == "requires_grad_":
                self.set_learning(receiver, arguments.get(0, "requires_grad"), node, state)
            return [(receiver, state)]
        if name == "zero_grad":
            self.zero(self.own_holders(receiver.id, state), node, state)
            return [(NONE, state)]
        if name in PARAMETER_METHODS:
            return [(self._parameters(receiver, name, node, state), state)]
        if name in _MODULES:
            return [(self._modules(receiver, name, node, state), state)]
        sought = arguments.get(0, "name") if name == "__getattr__" else None
        if isinstance(sought, Constant):
            return self._part_named(receiver, str(sought.value), node, state)
        path = arguments.get(0, "target") if name == "get_submodule" else None
        if isinstance(path, Constant) and isinstance(path.value, str):
            return [(self._attribute_path(receiver, path.value.split("."), node, state), state)]
        if name == "_get_name":
            return [(self._attribute_path(receiver, ["__class__", "__name__"], node, state), state)]
        if name == "load_state_dict":
            self.note_state_loaded(receiver.id, node, state)
            return [(self.unknown(node), state)]
        if name in ("register_module", "add_module") and len(arguments.positional) == 2:
            key = arguments.positional[0]
            written = state.write(receiver.id)
            assert isinstance(written, ModuleObject)
            known = isinstance(key, Constant)
            written.items[str(key.value) if known else f"child {len(written.items)}"] = arguments.positional[
                1
            ]
            return [(NONE, state)]
        if name == "register_forward_hook":
            self.note_hook(receiver, state)
        if name == "register_parameter":
            self._register_parameter(receiver, arguments, node, state)
            return [(NONE, state)]
        if name in ("register_buffer", "state_dict", "train_dataloader"):
            return [(self.fresh_unknown(node, state), state)]
        if name == "__init__":
            self._inherited_init(receiver, arguments, node, state)
            return [(NONE, state)]
        if name == "__new__":
            return [(self._made_bare(receiver, node, state), state)]
        return self._container_method(receiver, name, arguments, node, state)

    def _register_parameter(self, receiver: Ref, arguments: Arguments, node: ast.expr, state: State) -> None:
        """A parameter that is registered is an attribute from then on."""
        name, parameter = arguments.get(0, "name"), arguments.get(1, "param")
        if parameter is not None and isinstance(name, Constant) and isinstance(name.value, str):
            self.assign_attribute(receiver, name.value, parameter, node, state)
            return
        written = state.write(receiver.id)
        assert isinstance(written, ModuleObject)
        written.opaque = True
        if parameter is not None:
            written.fields[f"?{len(written.fields)}"] = parameter

    def _part_named(self, receiver: Ref, name: str, node: ast.expr, state: State) -> list[Outcome]:
        """``super().__getattr__(name)``: a parameter, buffer or child; else it raises."""
        record = self.module(receiver.id, state)
        if record is None or record.opaque:
            return [(self.fresh_unknown(node, state), state)]
        if name not in record.fields and name not in record.items:
            return []
        return [(self.attribute(receiver, name, node, state), state)]

    def _made_bare(self, receiver: Ref, node: ast.expr, state: State) -> Ref:
        """Another module of the same class, which nobody has set up yet."""
        record = self.module(receiver.id, state)
        assert record is not None
        made = ModuleObject(
            cls=record.cls, made_at=self.place(node), label=record.label, known=record.known, opaque=True
        )
        return self.put(node, made, state, "bare", receiver.id)

    def _attribute_path(self, value: Value, names: list[str], node: ast.expr, state: State) -> Value:
        return reduce(lambda at, name: self.attribute(at, name, node, state), filter(None, names), value)

    def _apply_to_modules(self, receiver: Ref, arguments: Arguments, node: ast.expr, state: State) -> None:
        function = arguments.positional[0] if arguments.positional else None
        if not isinstance(function, Function | Bound):
            return
        for inner in self.descendants(receiver.id, state)[:64]:
            self.one_path(self.call(function, Arguments([Ref(inner)], [None]), node, state), state)

    def _parameters(self, receiver: Ref, name: str, node: ast.expr, state: State) -> Value:
        holders = self.parameter_holders(receiver.id, state)
        element: Value = Tensor(ANY_FORM, holders)
        if not self.own_holders(receiver.id, state):
            element = Unknown((PART, receiver.id, "parameters"), holders)
        if name == "named_parameters":
            element = self.make_sequence(node, "tuple", [Unknown(("name of", node)), element], state)
        record = Sequence(kind="list", items=None, element=element, made_at=self.place(node), whole=True)
        return self.put(node, record, state, "parameters")

    def _modules(self, receiver: Ref, name: str, node: ast.expr, state: State) -> Value:
        deep = name in ("modules", "named_modules")
        if deep:
            names = self._names_within(receiver.id, state)
            pairs: list[tuple[Value, int]] = [
                (Constant(names[i]) if i in names else Unknown(("name of", node, i)), i)
                for i in self.descendants(receiver.id, state)
            ]
        else:
            pairs = [(Constant(key), i) for key, i in self.children(receiver.id, state).items()]
        found: list[tuple[Value, Value]] = [(label, Ref(identity)) for label, identity in pairs]
        unseen = any(self._hides_parts(i, state) for i in ([i for _, i in pairs] if deep else [receiver.id]))
        if unseen:
            # What can't be seen is a part of the module, and not the module itself.
            inside = Unknown(("inside", receiver.id), captures=frozenset({receiver.id}))
            found.append((Unknown(("name of", node, "inside")), inside))
        items: list[Value] = [module for _, module in found]
        if name.startswith("named_"):
            items = [
                self._tuple_at(node, number, [label, module], state)
                for number, (label, module) in enumerate(found)
            ]
        return self.make_sequence(node, "modules", items, state, complete=not unseen and bool(items))

    def _names_within(self, identity: int, state: State) -> dict[int, str]:
        """The names of the modules within one, by their ids, as ``named_modules()`` gives them."""
        names = {identity: ""}
        waiting = [identity]
        for outer in waiting:
            for key, inner in self.children(outer, state).items():
                if inner not in names:
                    names[inner] = f"{names[outer]}.{key}" if names[outer] else key
                    waiting.append(inner)
        return names

    def _hides_parts(self, identity: int, state: State) -> bool:
        """Whether a module has parts that the analysis can't see."""
        record = self.module(identity, state)
        return record is not None and (record.opaque or record.model is not None)

    def runs_over_modules(self, iterable: Value, state: State) -> bool:
        record = state.read(iterable.id) if isinstance(iterable, Ref) else None
        return isinstance(record, Sequence) and record.kind == "modules"

    def _container_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.write(receiver.id)
        assert isinstance(record, ModuleObject)
        if name in ("append", "insert") and arguments.positional:
            record.items[str(len(record.items))] = arguments.positional[-1]
            return [(receiver, state)]
        if name in ("extend", "update") and arguments.positional:
            self.fill_container(receiver.id, "torch.nn.Sequential", arguments, node, state)
            return [(receiver, state)]
        if name in ("items", "values", "keys"):
            return [(self._dict_view(record.items, None, name, node, state), state)]
        role = self._role(receiver, name, state)
        if role is not None:
            return self._play(role, receiver, arguments, node, state)
        return self._unknown_method(receiver, name, arguments, node, state)

    def _unknown_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """A method that no text shows: of a base class that can't be seen, say."""
        record = self.module(receiver.id, state)
        holders: frozenset[Holder] = NOTHING
        if record is not None and state.grad_enabled is not False:
            holders = self.parameter_holders(receiver.id, state)
        if record is None or (record.known and (record.opaque or isinstance(record.cls, Ref))):
            self.lose([receiver], state)
        self.lose(arguments.values(), state)
        given, events = self.sources(arguments.values(), state)
        return [(Unknown(self.fresh_unknown(node, state).symbol, holders | given, events), state)]
