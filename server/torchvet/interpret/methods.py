"""Methods of known things, and calls of unknown ones."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace

from torchvet.interpret.core import Arguments, Outcome
from torchvet.interpret.events import BareMethod, Gradient, Mode, OptimizerThing, Use
from torchvet.interpret.externals import Externals
from torchvet.interpret.modules import CONTAINERS, LIST_CONTAINERS, constant_arguments, kept_arguments
from torchvet.interpret.tensors import mentions_grad
from torchvet.interpret.records import (
    ClassObject,
    Context,
    Instance,
    Leaf,
    LoaderObject,
    Mapping,
    ModuleObject,
    OptimizerObject,
    Record,
    Sequence,
    Stream,
)
from torchvet.interpret.state import AS_MADE, NEVER_FILLED, ModeState, State
from torchvet.interpret.values import (
    ANY_FORM,
    FALSE,
    NONE,
    NOTHING,
    TRUE,
    Bound,
    Constant,
    External,
    Formula,
    Function,
    Holder,
    Ref,
    Several,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    members,
)
from torchvet.program.knowledge.functions import METHODS
from torchvet.program.knowledge.models import Start
from torchvet.program.knowledge.pretrained import transformers_model
from torchvet.program.knowledge.roles import LOSS_SCALING_CONTEXTS, METHOD_ROLES, Role
from torchvet.program.knowledge.wrappers import INNER_ATTRIBUTES

_SAME_MODULE = frozenset(
    """to cuda cpu float double half bfloat16 type xpu ipu requires_grad_ share_memory to_empty apply
    _apply compile""".split()
)
_WATCHED = frozenset({"backward", "zero_grad", "step", "train", "eval"})
_MODULE_SIGNS = frozenset(
    {"parameters", "named_parameters", "state_dict", "load_state_dict", "forward", "modules", "children"}
)
_OPTIMIZER_SIGNS = frozenset({"zero_grad", "param_groups"})
_PARAMETERS = frozenset({"parameters", "named_parameters"})
_MODULES = frozenset({"modules", "named_modules", "children", "named_children"})
_DEEPEST_LOSS = 4


class Methods(Externals):
    """The part of the interpreter that calls methods."""

    def call_method(
        self, receiver: Value, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        receiver = self.resolve(receiver, state)
        if isinstance(receiver, Tensor):
            return self.call_tensor_method(receiver, name, arguments, node, state)
        if isinstance(receiver, Ref):
            record = state.read(receiver.id)
            for kind, method in _METHODS_BY_KIND.items():
                if isinstance(record, kind):
                    return method(self, receiver, name, arguments, node, state)
        if isinstance(receiver, Constant) and isinstance(receiver.value, str):
            return [(self._text_method(receiver.value, name, node), state)]
        return [(self.fresh_unknown(node, state, receiver, *arguments.values()), state)]

    def _text_method(self, text: str, name: str, node: ast.expr) -> Value:
        if name in ("lower", "upper", "strip", "title"):
            return Constant(getattr(text, name)())
        return self.unknown(node)

    # --- modules -----------------------------------------------------------------------------------------

    def _module_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name in ("train", "eval"):
            return self._switch_mode(receiver, name, arguments, node, state)
        if name in ("__call__", "forward"):
            return self.call_module(receiver, arguments, node, state)
        if name in _SAME_MODULE:
            if name == "apply":
                self._apply_to_modules(receiver, arguments, node, state)
            return [(receiver, state)]
        if name == "zero_grad":
            self.zero(self.parameter_holders(receiver.id, state), node, state)
            return [(NONE, state)]
        if name in _PARAMETERS:
            return [(self._parameters(receiver, name, node, state), state)]
        if name in _MODULES:
            return [(self._modules(receiver, name, node, state), state)]
        if name == "load_state_dict":
            self.note_state_loaded(receiver.id, node, state)
            return [(self.unknown(node), state)]
        if name in ("register_module", "add_module") and len(arguments.positional) == 2:
            key = arguments.positional[0]
            written = state.write(receiver.id)
            assert isinstance(written, ModuleObject)
            known = isinstance(key, Constant)
            written.items[str(key.value) if known else f"child {len(written.items)}"] = arguments.positional[1]
            return [(NONE, state)]
        if name in ("register_parameter", "register_buffer", "state_dict", "train_dataloader"):
            return [(self.fresh_unknown(node, state), state)]
        if name == "__init__":
            self._inherited_init(receiver, arguments, node, state)
            return [(NONE, state)]
        return self._container_method(receiver, name, arguments, node, state)

    def _switch_mode(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = self.module(receiver.id, state)
        if name == "eval":
            override = self.find_method(record.cls, "train", state) if record else None
            if isinstance(override, Function) and override.node not in self.now.nodes:
                outcomes = self.call_function(override, Arguments([receiver, FALSE], [None, None]), node, state)
                return [(receiver, after) for _, after in outcomes]
            self.set_mode([receiver.id], Mode.EVAL, node, state)
            return [(receiver, state)]
        flag = arguments.get(0, "mode") or TRUE
        known = self.truth(flag, state)
        if known is None and isinstance(flag, Formula | Unknown):
            return self._switch_by_flag(receiver, flag, node, state)
        mode = Mode.UNKNOWN if known is None else Mode.TRAIN if known else Mode.EVAL
        self.set_mode([receiver.id], mode, node, state)
        return [(receiver, state)]

    def _switch_by_flag(self, receiver: Ref, flag: Value, node: ast.expr, state: State) -> list[Outcome]:
        """``model.train(phase == "train")``: both ways are followed, each with what the flag then is."""
        if isinstance(flag, Unknown) and flag.symbol[0] == "mode of":
            state.modes[receiver.id] = ModeState(Mode.UNKNOWN)
            self.set_mode([receiver.id], Mode.UNKNOWN, node, state)
            return [(receiver, state)]
        negated = False
        while isinstance(flag, Formula) and flag.operator == "Not":
            flag, negated = flag.operands[0], not negated
        other = state.fork()
        for outcome, path in ((True, state), (False, other)):
            path.facts[flag] = outcome
            mode = Mode.TRAIN if outcome is not negated else Mode.EVAL
            self.set_mode([receiver.id], mode, node, path)
        return [(receiver, state), (receiver, other)]

    def _apply_to_modules(self, receiver: Ref, arguments: Arguments, node: ast.expr, state: State) -> None:
        function = arguments.positional[0] if arguments.positional else None
        if not isinstance(function, Function | Bound):
            return
        for inner in self.descendants(receiver.id, state)[:64]:
            self.one_path(self.call(function, Arguments([Ref(inner)], [None]), node, state), state)

    def _parameters(self, receiver: Ref, name: str, node: ast.expr, state: State) -> Value:
        holders = self.parameter_holders(receiver.id, state)
        element: Value = Tensor(ANY_FORM, holders)
        if name == "named_parameters":
            element = self.make_sequence(node, "tuple", [Unknown(("name of", node)), element], state)
        record = Sequence(kind="list", items=None, element=element, made_at=self.place(node))
        return self.put(node, record, state, "parameters")

    def _modules(self, receiver: Ref, name: str, node: ast.expr, state: State) -> Value:
        deep = name in ("modules", "named_modules")
        if deep:
            pairs = [(Unknown(("name of", node, i)), i) for i in self.descendants(receiver.id, state)]
        else:
            pairs = [(Constant(key), i) for key, i in self.children(receiver.id, state).items()]
        items: list[Value] = [Ref(identity) for _, identity in pairs]
        if name.startswith("named_"):
            items = [
                self._tuple_at(node, number, [label, Ref(identity)], state)
                for number, (label, identity) in enumerate(pairs)
            ]
        opaque = any((m := self.module(i, state)) is not None and m.opaque for _, i in pairs)
        made = self.make_sequence(node, "modules", items, state, complete=not opaque and bool(items))
        return made

    def runs_over_modules(self, iterable: Value, state: State) -> bool:
        record = state.read(iterable.id) if isinstance(iterable, Ref) else None
        return isinstance(record, Sequence) and record.kind == "modules"

    def _inherited_init(self, receiver: Ref, arguments: Arguments, node: ast.expr, state: State) -> None:
        record = self.module(receiver.id, state)
        if record is None:
            return
        for ancestor in self.ancestry(record.cls, state):
            if isinstance(ancestor, External) and ancestor.name in CONTAINERS:
                self.fill_container(receiver.id, ancestor.name, arguments, node, state)
                return

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
            return [(self._dict_view(record.items, None, name, node, state), state)]  # type: ignore[arg-type]
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
        value = self.fresh_unknown(node, state, *arguments.values())
        return [(Unknown(value.symbol, value.holders | holders, value.events), state)]

    def item_of_thing(self, container: Ref, key: Value, node: ast.Subscript, state: State) -> Value:
        record = state.read(container.id)
        if isinstance(record, ModuleObject):
            return self._item_of_module(container, record, key, node, state)
        if isinstance(record, Instance):
            method = self.find_method(record.cls, "__getitem__", state)
            if isinstance(method, Function):
                outcomes = self.call_function(method, Arguments([container, key], [None, None]), node, state)
                return self.one_path(outcomes, state)
        return self.fresh_unknown(node, state, container)

    def _item_of_module(
        self, container: Ref, record: ModuleObject, key: Value, node: ast.Subscript, state: State
    ) -> Value:
        values = list(record.items.values())
        if isinstance(node.slice, ast.Slice):
            part = self._slice(tuple(values), node.slice, state)
            if part is None:
                return self.fresh_unknown(node, state, container)
            made = ModuleObject(
                cls=record.cls if isinstance(record.cls, External) else External("torch.nn.Sequential"),
                made_at=self.place(node),
                label=record.label,
                opaque=record.opaque,
            )
            made.items.update({str(number): value for number, value in enumerate(part)})
            return self.put(node, made, state, "part")
        if isinstance(key, Constant):
            if isinstance(key.value, int) and -len(values) <= key.value < len(values) and not record.opaque:
                return values[key.value]
            if str(key.value) in record.items:
                return record.items[str(key.value)]
        found: Value | None = None
        for value in values:
            found = value if found is None else join(found, value)
        return found or self.fresh_unknown(node, state, container)

    def element_of_thing(self, value: Ref, node: ast.AST, state: State) -> Value:
        record = state.read(value.id)
        if isinstance(record, ModuleObject) and record.items:
            found: Value | None = None
            for item in record.items.values():
                found = item if found is None else join(found, item)
            return found or self.unknown(node)
        if isinstance(record, Instance):
            made = self._iterated(value, record, node, state)
            if made is not None:
                return made
        return self.fresh_unknown(node, state, value)

    def _iterated(self, value: Ref, record: Instance, node: ast.AST, state: State) -> Value | None:
        expression = node if isinstance(node, ast.expr) else ast.Constant(None)
        for name in ("__iter__", "__next__", "__getitem__"):
            method = self.find_method(record.cls, name, state)
            if isinstance(method, Function):
                result = self.one_path(self.call_function(method, Arguments([value], [None]), expression, state), state)
                if name == "__iter__" and result != value:
                    return self.element_of(result, node, state)
                if name != "__iter__":
                    return result
        return None

    def elements(self, value: Value, node: ast.AST, state: State) -> list[Value] | None:
        record = state.read(value.id) if isinstance(value, Ref) else None
        if isinstance(record, ModuleObject):
            list_like = isinstance(record.cls, External) and record.cls.name in LIST_CONTAINERS
            return list(record.items.values()) if list_like and not record.opaque and record.items else None
        return super().elements(value, node, state)

    def _what_it_runs_over(self, iterable: Value, node: ast.expr, state: State):  # noqa: ANN202
        found = super()._what_it_runs_over(iterable, node, state)
        if found[0].value != "other":
            return found
        for member in members(iterable):
            record = state.read(member.id) if isinstance(member, Ref) else None
            if type(record) is Instance and isinstance(record.cls, Ref):
                # A wrapper of the program's own around a loader (a prefetcher) runs over the loader.
                for value in record.fields.values():
                    for inner in self.refs(value, state):
                        if isinstance(state.read(inner), LoaderObject | Stream):
                            kind, _, batch = super()._what_it_runs_over(Ref(inner), node, state)
                            return kind, node, batch
        return found

    # --- attributes that torch gives a meaning ---------------------------------------------------------------

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
            if name in INNER_ATTRIBUTES and name not in record.fields and isinstance(record.cls, External | Ref):
                own = self.find_method(record.cls, name, state)
                if own is None and name not in record.items:
                    return value
            if name in record.items and name not in record.fields:
                return record.items[name]
            if name in ("weight", "bias") and name not in record.fields and isinstance(record.cls, External):
                return Tensor(ANY_FORM, frozenset({value.id}))
        if isinstance(record, OptimizerObject) and name in ("param_groups", "state", "defaults"):
            return Unknown(("attr", value.id, name))
        if isinstance(record, OptimizerObject) and name == "optimizer":
            return record.fields.get(name, value)
        if isinstance(record, Instance) and name == "__class__":
            return record.cls
        return None

    def assign_special(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> bool:
        if name == "grad":
            holders = self.leaf_holders(target)
            if isinstance(target, Unknown) and not holders:
                holders = frozenset({target.symbol})
            if holders and (value == NONE or not self._keeps_gradient(value)):
                self.zero(holders, node, state)  # type: ignore[arg-type]
            else:
                self.lose_gradients(holders, state)  # type: ignore[arg-type]
            return True
        if name == "data" and isinstance(target, Tensor):
            parent = self.now.scope.document.statement_of(node)
            if isinstance(parent, ast.Assign) and mentions_grad(parent.value):
                self.step(self.leaf_holders(target) | target.holders, None, parent, state)  # type: ignore[arg-type]
            return True
        if isinstance(target, Tensor):
            return True
        if name == "training" and isinstance(target, Ref) and self.module(target.id, state) is not None:
            known = self.truth(value, state)
            mode = Mode.UNKNOWN if known is None else Mode.TRAIN if known else Mode.EVAL
            state.modes[target.id] = ModeState(mode)
            return True
        return False

    @staticmethod
    def _keeps_gradient(value: Value) -> bool:
        """Whether an assigned gradient may be something other than zeros."""
        return not (isinstance(value, Tensor) and not value.holders and not value.events)

    # --- optimizers ---------------------------------------------------------------------------------------------

    def _optimizer_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name == "step":
            return self.step_optimizer(receiver.id, arguments, node, state)
        if name == "zero_grad":
            self.zero(self.holders_in(receiver.id, state), node, state, self.optimizer_thing(receiver.id, state))
            return [(NONE, state)]
        if name == "add_param_group" and arguments.positional:
            holders, complete = self.optimized(arguments.positional[0], state)
            record = state.write(receiver.id)
            assert isinstance(record, OptimizerObject)
            record.holders, record.complete = record.holders | holders, record.complete and complete
            return [(NONE, state)]
        if name == "backward":
            self.lose_gradients(self.holders_in(receiver.id, state), state)
        if name == "__init__":
            record = state.write(receiver.id)
            assert isinstance(record, OptimizerObject)
            record.holders, record.complete = self.optimized(arguments.get(0, "params"), state)
            return [(NONE, state)]
        if name in ("state_dict", "load_state_dict", "register_step_post_hook", "register_step_pre_hook", "train", "eval"):
            return [(self.unknown(node), state)]
        self.lose([receiver], state)
        return [(self.fresh_unknown(node, state), state)]

    def step_optimizer(
        self, identity: int, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """``optimizer.step()``, with or without a closure."""
        closure = arguments.get(0, "closure")
        has_closure = closure is not None and closure != NONE
        states = [state]
        if has_closure and isinstance(closure, Function | Bound):
            function = closure.function if isinstance(closure, Bound) else closure
            given = Arguments([closure.receiver], [None]) if isinstance(closure, Bound) else Arguments()
            outcomes = self.call_function(function, given, node, state, in_closure=True)
            states = [after for _, after in outcomes]
        for after in states:
            thing = self.optimizer_thing(identity, after)
            self.step(self.holders_in(identity, after), thing, node, after, closure=has_closure)
        return [(self.unknown(node), after) for after in states]

    # --- instances of external classes, and of the program's own with unknown bases -----------------------------

    def _instance_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        role = self._role(receiver, name, state)
        if role is not None:
            return self._play(role, receiver, arguments, node, state)
        record = state.read(receiver.id)
        assert isinstance(record, Instance)
        if isinstance(record.cls, External) and record.cls.name.startswith("torch.optim.lr_scheduler"):
            return [(self.unknown(node), state)]
        if name == "__init__":
            return [(NONE, state)]
        if isinstance(record.cls, Ref) or record.captures:
            inside = [Ref(identity) for identity in record.captures]
            self.lose([receiver, *inside], state)
        self.lose(arguments.values(), state)
        return [(self.fresh_unknown(node, state, *arguments.values(), captures=record.captures), state)]

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

    def _play(
        self, role: Role, receiver: Ref, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Does what a framework's method does."""
        first = arguments.positional[0] if arguments.positional else NONE
        record = state.read(receiver.id)
        assert isinstance(record, Instance)
        if role in (Role.SAME,):
            if len(arguments.positional) == 1:
                return [(first, state)]
            return [(self.make_sequence(node, "tuple", list(arguments.positional), state), state)]
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
            return optimizers[0] if len(optimizers) == 1 else self.make_sequence(node, "list", optimizers, state)
        return made

    def _framework_backward(
        self, receiver: Ref, record: Instance, loss: Value, node: ast.expr, state: State
    ) -> None:
        holders = self._captured_holders(record, state) if record.fields.get("module") else NOTHING
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

    def _step_argument(self, optimizer: Value, node: ast.expr, state: State) -> list[Outcome]:
        """``scaler.step(optimizer)``."""
        identities = [i for i in self.refs(optimizer, state) if self.optimizer(i, state) is not None]
        if identities:
            outcomes: list[Outcome] = []
            for identity in identities:
                path = state if len(identities) == 1 else state.fork()
                outcomes += self.step_optimizer(identity, Arguments(), node, path)
            return outcomes
        if isinstance(optimizer, Unknown):
            self._step_unknown(optimizer, node, state, known=True)
        return [(self.unknown(node), state)]

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

    def _call_unlisted(
        self, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        owner, _, method = name.rpartition(".")
        model = transformers_model(owner, method, constant_arguments(kept_arguments(arguments)))
        if model is not None:
            made = self.make_ready_model(owner, model, arguments, node, state)
            if model.start is Start.EVAL and isinstance(made, Ref):
                self.note_state_loaded(made.id, node, state)
            return [(made, state)]
        if method in ("load_from_checkpoint", "from_pretrained") and self.project.explain(owner) is not None:
            return [(self.fresh_unknown(node, state), state)]
        if name == "torch.optim.*":
            return [(self._make_optimizer("torch.optim.Optimizer", arguments, node, state), state)]
        return super()._call_unlisted(name, arguments, node, state)

    # --- containers ------------------------------------------------------------------------------------------------

    def _sequence_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.write(receiver.id)
        assert isinstance(record, Sequence)
        if name in ("append", "add", "insert", "appendleft") and arguments.positional:
            value = arguments.positional[-1]
            if record.items is not None and len(record.items) < 48 and not self._appended_in_loop(node):
                record.items = (*record.items, value)
            else:
                known = record.any_element()
                record.items, record.element = None, value if known is None else join(known, value)
            return [(NONE, state)]
        if name in ("extend", "update") and arguments.positional:
            self.extend(receiver, arguments.positional[0], node, state)
            return [(NONE, state)]
        if name in ("pop", "popleft"):
            found = record.any_element() or self.unknown(node)
            record.items, record.element = None, found
            return [(found, state)]
        if name == "copy":
            return [(self.put(node, record.copy(), state, "copy"), state)]
        if name == "clear":
            record.items, record.element = (), None
            return [(NONE, state)]
        return [(self.fresh_unknown(node, state), state)]

    def _appended_in_loop(self, node: ast.expr) -> bool:
        """Whether the same ``append`` runs an unknown number of times."""
        function = self.now.nodes[-1] if self.now.nodes else None
        current = self.now.scope.document.parent_of(node)
        while current is not None and current is not function:
            if isinstance(current, ast.While) or (isinstance(current, ast.For) and current not in self.unrolled):
                return True
            current = self.now.scope.document.parent_of(current)
        return False

    def _mapping_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.write(receiver.id)
        assert isinstance(record, Mapping)
        key = arguments.positional[0] if arguments.positional else NONE
        if name in ("get", "pop", "setdefault"):
            default = arguments.positional[1] if len(arguments.positional) > 1 else NONE
            if isinstance(key, Constant) and key.value in record.entries:
                return [(record.entries[key.value], state)]
            found = record.any_value() if not isinstance(key, Constant) else record.rest
            return [(default if found is None else join(found, default), state)]
        if name in ("items", "values", "keys"):
            return [(self._dict_view(record.entries, record.rest, name, node, state), state)]  # type: ignore[arg-type]
        if name == "update":
            for value in arguments.positional:
                self._spread_mapping(record, value, state)
            record.entries.update(arguments.keywords)
            return [(NONE, state)]
        if name == "copy":
            return [(self.put(node, record.copy(), state, "copy"), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _dict_view(
        self, entries: dict[object, Value], rest: Value | None, name: str, node: ast.expr, state: State
    ) -> Value:
        items: list[Value] = []
        for number, (key, value) in enumerate(entries.items()):
            if name == "keys":
                items.append(Constant(key))
            elif name == "values":
                items.append(value)
            else:
                items.append(self._tuple_at(node, number, [Constant(key), value], state))
        if rest is not None:
            unknown_key = Unknown(("key", node))
            more: Value = rest if name == "values" else unknown_key
            if name == "items":
                more = self._tuple_at(node, -1, [unknown_key, rest], state)
            items.append(more)
        return self.make_sequence(node, "list", items, state, complete=rest is None)

    def _loader_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name == "__iter__":
            source = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node
            return self._iter(Arguments([receiver], [source]), node, state)
        if name in ("next", "__next__") and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            use = Use.NEXT_METHOD if name == "next" else Use.NEXT_ON_LOADER
            self.record_loader_use(use, node, node.func.value, state)
            return [(self.batch_of(node, state), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _stream_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        record = state.read(receiver.id)
        assert isinstance(record, Stream)
        if name == "__next__":
            return [(record.element, state)]
        if name == "next" and record.is_iterator and isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                self.record_loader_use(Use.NEXT_METHOD, node, node.func.value, state)
            return [(self.batch_of(node, state), state)]
        return [(self.fresh_unknown(node, state), state)]

    def _leaf_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        return [(self.unknown(node), state)]

    # --- unknown things -----------------------------------------------------------------------------------------------

    def call_unknown(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        if isinstance(callee, Unknown) and isinstance(node, ast.Call):
            if (
                callee.symbol[0] == "attr"
                and isinstance(callee.symbol[1], tuple)
                and isinstance(node.func, ast.Attribute)
            ):
                known = self._method_of_unknown(callee, arguments, node, state)
                if known is not None:
                    return known
            if callee.symbol[0] == "one of" and callee.symbol[1] == "torch.optim":
                return [(self._make_optimizer("torch.optim.Optimizer", arguments, node, state), state)]
            if self._used_as(node.func) & _MODULE_SIGNS:
                module = self._as_module(callee, node, state)
                return self.call_module(module, arguments, node, state)
        self.lose([*arguments.values(), *self._captives(callee)], state)
        return [(self._result_of_unknown(callee, arguments, node, state), state)]

    @staticmethod
    def _captives(callee: Value) -> list[Value]:
        return [Ref(i) for i in callee.captures] if isinstance(callee, Unknown) else []

    def _result_of_unknown(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> Unknown:
        values = arguments.values()
        captures = self.captured(values, state)
        holders: frozenset[Holder] = NOTHING
        if state.grad_enabled is not False:
            holders = NOTHING.union(holders_of(callee), *(holders_of(value) for value in values))
            for identity in captures:
                if self.module(identity, state) is not None:
                    holders |= self.parameter_holders(identity, state)
            if isinstance(callee, Unknown):
                holders |= {callee.symbol}
        events = frozenset[int]().union(events_of(callee), *(events_of(value) for value in values))
        value = self.fresh_unknown(node, state)
        return Unknown(value.symbol, holders, events, captures)

    def _used_as(self, receiver: ast.expr) -> frozenset[str]:
        """The attributes that the document's text uses of an expression ("()" for a call)."""
        return self.project.uses(self.now.scope.document, receiver)

    def _as_module(self, value: Unknown, node: ast.expr, state: State) -> Ref:
        """Takes an unknown value for a module from now on, since it is used like one."""
        identity = self._number(("used as a module", value.symbol))
        record = ModuleObject(
            cls=External("unknown"), label=self._symbol_label(value), known=False, opaque=True
        )
        state.put(identity, record)
        state.modes[identity] = ModeState(Mode.UNKNOWN)
        state.refined[value.symbol] = Ref(identity)
        return Ref(identity)

    @staticmethod
    def _symbol_label(value: Unknown) -> str:
        last = [part for part in value.symbol if isinstance(part, str)]
        return last[-1] if last else "model"

    def _method_of_unknown(
        self, callee: Unknown, arguments: Arguments, node: ast.Call, state: State
    ) -> list[Outcome] | None:
        assert isinstance(node.func, ast.Attribute)
        name = str(callee.symbol[2])
        parent = Unknown(callee.symbol[1], callee.holders, callee.events, callee.captures)  # type: ignore[arg-type]
        receiver = node.func.value
        grad_of = parent.symbol[0] == "grad"
        if grad_of and name in ("zero_", "fill_", "detach_", "data", "detach"):
            if name in ("zero_", "fill_"):
                self.zero(self._holders_of_grad(parent), node, state)
            return [(parent, state)]
        if name == "backward" and not arguments.positional:
            holders = parent.holders or frozenset({parent.symbol})
            self.backward(Unknown(parent.symbol, holders, parent.events), node, state)
            return [(NONE, state)]
        if name == "backward":
            self._lose_all_loose(state)
            return [(self.unknown(node), state)]
        signs = self._used_as(receiver)
        if name in (_PARAMETERS | {"state_dict", "load_state_dict"}) or (
            name in ("train", "eval") and len(arguments.values()) <= 1 and signs & (_MODULE_SIGNS | {"()"})
        ):
            module = self._as_module(parent, node, state)
            return self.call_method(module, name, arguments, node, state)
        if name == "zero_grad":
            return self._zero_unknown(parent, signs, node, state)
        if name == "step" and len(arguments.values()) <= 1:
            return self._maybe_step(parent, signs, arguments, node, state)
        if name == "next" and not arguments.values() and parent.symbol[0] == "iter":
            self.record_loader_use(Use.NEXT_METHOD, node, receiver, state)
            return [(self.unknown(node), state)]
        if parent.events or parent.holders:
            return self._method_of_unknown_tensor(parent, name, arguments, node, state)
        return None

    @staticmethod
    def _holders_of_grad(grad: Unknown) -> frozenset[Holder]:
        holders, leaf = grad.symbol[1], grad.symbol[2]
        return frozenset({leaf}) if isinstance(leaf, int) else holders  # type: ignore[return-value]

    def _method_of_unknown_tensor(
        self, parent: Unknown, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome] | None:
        """A method of what a model gave out: a tensor, where the method is one of tensors."""
        if name not in METHODS:
            return None
        tensor = Tensor(ANY_FORM, parent.holders, parent.events)
        return self.call_tensor_method(tensor, name, arguments, node, state)

    def _lose_all_loose(self, state: State) -> None:
        self.lose_gradients(self.loose_holders(state), state)

    def _unknown_optimizer(self, parent: Unknown, signs: frozenset[str]) -> OptimizerThing:
        known = bool(signs & _OPTIMIZER_SIGNS) and "step" in signs and not signs & _MODULE_SIGNS
        return OptimizerThing(
            self._number(("used as an optimizer", parent.symbol)), self._symbol_label(parent), None, known
        )

    def _zero_unknown(
        self, parent: Unknown, signs: frozenset[str], node: ast.expr, state: State
    ) -> list[Outcome]:
        thing = self._unknown_optimizer(parent, signs) if "step" in signs else None
        self.zero(self._possible_holders(parent, state), node, state, thing)
        return [(NONE, state)]

    def _possible_holders(self, parent: Unknown, state: State) -> frozenset[Holder]:
        """What an unknown optimizer can hold: what no known one holds, and what it was made of."""
        found = set(self.loose_holders(state))
        for identity in parent.captures:
            if self.module(identity, state) is not None:
                found |= self.parameter_holders(identity, state)
        return frozenset(found)

    def _maybe_step(
        self,
        parent: Unknown,
        signs: frozenset[str],
        arguments: Arguments,
        node: ast.expr,
        state: State,
    ) -> list[Outcome] | None:
        """A ``step()`` of an unknown thing: an optimizer's where gradients wait for one."""
        closure = arguments.values()[0] if arguments.values() else None
        if closure is not None and not isinstance(closure, Function | Bound):
            return None
        likely = bool(signs & _OPTIMIZER_SIGNS)
        waiting = [
            holder
            for holder in self._possible_holders(parent, state)
            if state.gradients.get(holder, NEVER_FILLED).gradient in (Gradient.PENDING, Gradient.ADDED)
        ]
        if not likely and not waiting:
            return None
        if closure is not None:
            function = closure.function if isinstance(closure, Bound) else closure
            given = Arguments([closure.receiver], [None]) if isinstance(closure, Bound) else Arguments()
            assert isinstance(function, Function)
            self.one_path(self.call_function(function, given, node, state, in_closure=True), state)
        self._step_unknown(parent, node, state, known=likely, signs=signs, closure=closure is not None)
        return [(self.unknown(node), state)]

    def _step_unknown(
        self,
        parent: Unknown,
        node: ast.expr,
        state: State,
        *,
        known: bool,
        signs: frozenset[str] = frozenset(),
        closure: bool = False,
    ) -> None:
        thing = replace(self._unknown_optimizer(parent, signs), known=known)
        self.step(self._possible_holders(parent, state), thing, node, state, closure=closure)

    def lose(self, values: list[Value], state: State) -> None:
        found: set[int] = set()
        for value in values:
            if isinstance(value, Ref | Several):
                found |= self.captured([value], state)
        for identity in found:
            self._lose_object(identity, state, _DEEPEST_LOSS)

    def _lose_object(self, identity: int, state: State, depth: int) -> None:
        if self.module(identity, state) is not None:
            for inner in self.descendants(identity, state):
                state.modes[inner] = ModeState(Mode.UNKNOWN)
            self.lose_gradients(self.parameter_holders(identity, state), state)
        elif self.optimizer(identity, state) is not None:
            self.lose_gradients(self.holders_in(identity, state), state)

    # --- bare attributes, with ---------------------------------------------------------------------------------------

    def bare_attribute(self, node: ast.Attribute, state: State) -> None:
        if node.attr not in _WATCHED:
            return
        receiver = self.evaluate(node.value, state)
        kind = "unknown"
        for member in members(receiver):
            member = self.resolve(member, state)
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(record, ModuleObject):
                kind = "module"
            elif isinstance(record, OptimizerObject):
                kind = "optimizer"
            elif isinstance(member, Tensor):
                kind = "tensor"
            elif isinstance(member, External) or isinstance(record, Record):
                return
        if kind == "unknown":
            signs = self._used_as(node.value)
            if node.attr in ("zero_grad", "step") and signs & _OPTIMIZER_SIGNS and "step" in signs:
                kind = "optimizer"
            elif node.attr in ("train", "eval") and signs & _MODULE_SIGNS:
                kind = "module"
            elif node.attr == "backward" and holders_of(receiver):
                kind = "tensor"
        self.record(BareMethod, node, state, receiver=kind, method=node.attr)

    def enter_manager(self, manager: Value, item: ast.withitem, state: State) -> Value:
        call = item.context_expr
        for identity in self.refs(manager, state):
            record = state.read(identity)
            if isinstance(record, Instance):
                enter = self.find_method(record.cls, "__enter__", state)
                if isinstance(enter, Function):
                    outcomes = self.call_function(enter, Arguments([Ref(identity)], [None]), call, state)
                    return self.one_path(outcomes, state)
                return Ref(identity)
            if isinstance(record, Context):
                return NONE
            if isinstance(record, Stream):
                return Ref(identity)
        if isinstance(call, ast.Call):
            callee = self.evaluate(call.func, state)
            if isinstance(callee, External) and callee.name in LOSS_SCALING_CONTEXTS and call.args:
                return self.evaluate(call.args[0], state)
        return self.unknown(item.context_expr) if not isinstance(manager, Unknown) else manager

    def exit_manager(self, manager: Value, item: ast.withitem, state: State) -> None:
        for identity in self.refs(manager, state):
            record = state.read(identity)
            if isinstance(record, Instance):
                leave = self.find_method(record.cls, "__exit__", state)
                if isinstance(leave, Function):
                    arguments = Arguments([Ref(identity), NONE, NONE, NONE], [None] * 4)
                    self.one_path(self.call_function(leave, arguments, item.context_expr, state), state)


_Method = Callable[[Methods, Ref, str, Arguments, ast.expr, State], list[Outcome]]
_METHODS_BY_KIND: dict[type[Record], _Method] = {
    ModuleObject: Methods._module_method,  # pyright: ignore[reportPrivateUsage]
    OptimizerObject: Methods._optimizer_method,  # pyright: ignore[reportPrivateUsage]
    LoaderObject: Methods._loader_method,  # pyright: ignore[reportPrivateUsage]
    Sequence: Methods._sequence_method,  # pyright: ignore[reportPrivateUsage]
    Mapping: Methods._mapping_method,  # pyright: ignore[reportPrivateUsage]
    Stream: Methods._stream_method,  # pyright: ignore[reportPrivateUsage]
    ClassObject: Methods._class_method,  # pyright: ignore[reportPrivateUsage]
    Leaf: Methods._leaf_method,  # pyright: ignore[reportPrivateUsage]
    Instance: Methods._instance_method,  # pyright: ignore[reportPrivateUsage]
}
