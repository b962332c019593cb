"""Calls of what the analysis doesn't know, as far as its use shows what it is."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import cast

from torchvet.interpret.events import Gradient, Mode, OptimizerThing, Use
from torchvet.interpret.module_methods import SAME_MODULE, ModuleMethods
from torchvet.interpret.records import ModuleObject
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import NEVER_FILLED, ModeState, State
from torchvet.interpret.values import (
    ANY_FORM,
    NONE,
    NOTHING,
    Attribute,
    Bound,
    External,
    Function,
    Holder,
    Ref,
    Symbol,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
    is_child,
    is_zero,
    members,
    module_around,
)
from torchvet.program.knowledge.functions import METHODS, TENSORS_ONLY, is_in_place
from torchvet.program.usage import (
    MODULE_SIGNS,
    OPTIMIZER_SIGNS,
    PARAMETER_METHODS,
    SCALER_SIGNS,
    STATE_METHODS,
)

_CHANGING = frozenset(
    {"add_module", "append", "insert", "extend", "register_module", "register_forward_hook"}
)
"""Methods that change what a part of a model gives."""


class UnknownThings(ModuleMethods):
    """The part of the interpreter that calls unknown things."""

    def call_unknown(
        self, callee: Value, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
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
            if self._used_as(node.func) & MODULE_SIGNS:
                module = self._as_module(callee, node, state)
                return self.call_module(module, arguments, node, state)
        self.lose([*arguments.values(), *self._captives(callee)], state)
        return [(self._result_of_unknown(callee, arguments, node, state), state)]

    @staticmethod
    def _captives(callee: Value) -> list[Value]:
        return [Ref(i) for i in callee.captures] if isinstance(callee, Unknown) else []

    def _result_of_unknown(
        self, callee: Value, arguments: Arguments, node: ast.expr, state: State
    ) -> Unknown:
        values = arguments.values()
        captures = self.captured(values, state)
        holders: frozenset[Holder] = NOTHING
        if state.grad_enabled is not False:
            holders = holders_of(callee) | self.sources(values, state)[0]
            for identity in captures:
                if self.module(identity, state) is not None:
                    holders |= self.parameter_holders(identity, state)
            if isinstance(callee, Unknown) and self._may_be_module(callee, node):
                holders |= {callee.symbol}
        events = events_of(callee) | self.sources(values, state)[1]
        value = self.fresh_unknown(node, state)
        return Unknown(value.symbol, holders, events, captures)

    def _may_be_module(self, callee: Unknown, node: ast.expr) -> bool:
        """Whether what is called can have parameters: a method of an unknown value has none of its own."""
        if callee.symbol[0] != "attr" or not isinstance(callee.symbol[1], tuple):
            return True
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            return True
        receiver = node.func.value
        if isinstance(receiver, ast.Name) and receiver.id == self._self_name():
            return True
        return bool(self._used_as(receiver) & (MODULE_SIGNS | {"train", "eval", "zero_grad"}))

    def _used_as(self, receiver: ast.expr) -> frozenset[str]:
        """The attributes that the document's text uses of an expression ("()" for a call)."""
        return self.project.uses(self.now.scope.document, receiver)

    def _result_used_as(self, receiver: ast.expr, node: ast.AST) -> frozenset[str]:
        """How the text uses what ``make(…).to(device)`` is assigned to."""
        if not isinstance(receiver, ast.Call):
            return frozenset()
        document = self.now.scope.document
        parent = document.parent_of(node)
        while isinstance(parent, ast.Attribute | ast.Call):
            parent = document.parent_of(parent)
        match parent:
            case ast.Assign(targets=[ast.Name() | ast.Attribute() as target]):
                return self._used_as(target)
            case _:
                return frozenset()

    def _as_module(self, value: Unknown, node: ast.expr, state: State) -> Ref:
        """Takes an unknown value for a module from now on, since it is used like one."""
        identity = self._number(("used as a module", value.symbol))
        record = ModuleObject(
            cls=External("unknown"),
            label=self._symbol_label(value),
            known=False,
            opaque=True,
            part_of=module_around(value),
        )
        state.put(identity, record)
        state.modes[identity] = ModeState(Mode.UNKNOWN)
        state.refine(value.symbol, Ref(identity))
        self._make_children_of(value.symbol, Ref(identity), state)
        return Ref(identity)

    @staticmethod
    def _make_children_of(symbol: Symbol, module: Ref, state: State) -> None:
        """Makes what was an unknown value a child of the modules that hold it."""

        def is_it(value: Value) -> bool:
            return any(isinstance(part, Unknown) and part.symbol == symbol for part in members(value))

        for identity, record in state.heap.items():
            if not isinstance(record, ModuleObject):
                continue
            if any(map(is_it, record.fields.values())) or any(map(is_it, record.items.values())):
                holder = cast("ModuleObject", state.write(identity))
                for named in (holder.fields, holder.items):
                    named.update({name: module for name, value in named.items() if is_it(value)})

    @staticmethod
    def _symbol_label(value: Unknown) -> str:
        last = [part for part in value.symbol if isinstance(part, str)]
        return last[-1] if last else "model"

    def _method_of_unknown(
        self, callee: Unknown, arguments: Arguments, node: ast.Call, state: State
    ) -> list[Outcome] | None:
        assert isinstance(node.func, ast.Attribute)
        name = str(callee.symbol[2])
        parent = Unknown(cast("Symbol", callee.symbol[1]), callee.holders, callee.events, callee.captures)
        receiver = node.func.value
        if name in _CHANGING and parent.symbol[0] == "attr" and isinstance(parent.symbol[1], int):
            self.note_changed_part(Attribute(Ref(parent.symbol[1]), str(parent.symbol[2])), state)
        grad_of = parent.symbol[0] == "grad"
        grad = receiver if isinstance(receiver, ast.Attribute) and receiver.attr == "grad" else None
        if grad is not None and is_in_place(name) and not grad_of:
            self._lose_gradients_of(self.evaluate(grad.value, state), state)
        if grad_of and (is_in_place(name) or name == "detach"):
            zeroes = name == "zero_" or (name in ("mul_", "fill_") and is_zero(arguments.get(0, "value")))
            if zeroes and self._holders_of_grad(parent):
                self.zero(self._holders_of_grad(parent), node, state)
            elif zeroes or name in ("copy_", "set_"):
                self.lose_written_gradient(parent, state)
            # Clipping, scaling and averaging leave gradients what they are.
            return [(parent, state)]
        if name == "backward":
            return self._backward_of_unknown(parent, arguments, node, state)
        signs = self._used_as(receiver) or self._result_used_as(receiver, node)
        if (
            name in PARAMETER_METHODS
            or name in ("add_module", "register_module")
            or (name in SAME_MODULE and signs & MODULE_SIGNS)
            or (name in STATE_METHODS and signs & ((MODULE_SIGNS - STATE_METHODS) | {"()", "train", "eval"}))
            or (
                name in ("train", "eval") and len(arguments.values()) <= 1 and signs & (MODULE_SIGNS | {"()"})
            )
        ):
            module = self._as_module(parent, node, state)
            return self.call_method(module, name, arguments, node, state)
        if name in ("train", "eval") and (parent.captures or is_child(parent)):
            self.lose([*self._captives(parent), parent], state)
            return [(parent, state)]
        if name == "train" and len(arguments.values()) == 1 and isinstance(arguments.values()[0], Unknown):
            # A mode is put back, of which module nobody knows.
            self.lose_modes(state)
            return [(parent, state)]
        if name == "zero_grad":
            return self._zero_unknown(parent, signs, node, state)
        if signs >= SCALER_SIGNS and name in ("step", "update", "unscale_"):
            return self._as_scaler(name, arguments, node, state)
        if name == "step" and len(arguments.values()) <= 1:
            return self._maybe_step(parent, signs, arguments, node, state)
        if name == "next" and not arguments.values() and parent.symbol[0] == "iter":
            self.record_loader_use(Use.NEXT_METHOD, node, receiver, state)
            return [(self.unknown(node), state)]
        if parent.events or parent.holders or name in TENSORS_ONLY:
            return self._method_of_unknown_tensor(parent, name, arguments, node, state)
        if "step" in signs and isinstance(self.now.scope.document.parent_of(node), ast.Expr):
            # Whatever it is called, it may be what cleans the gradients of something that steps.
            self.lose_gradients(self._possible_holders(parent, state), state)
        return None

    def _lose_gradients_of(self, owner: Value, state: State) -> None:
        """Forgets the gradients of something that can be one of several tensors, or anybody's."""
        for member in members(owner):
            around = module_around(member)
            if around is not None:
                self.lose_gradients_in(around, state)
                continue
            holders = self.leaf_holders(member)
            is_anybodys = isinstance(member, Unknown) and not holders
            self.lose_gradients(list(state.gradients) if is_anybodys else holders, state)

    def _as_scaler(
        self, name: str, arguments: Arguments, node: ast.Call, state: State
    ) -> list[Outcome] | None:
        """A method of what is used like a gradient scaler: its ``step`` is that of the optimizer given."""
        if name != "step":
            return [(self.unknown(node), state)]
        if not arguments.positional or isinstance(arguments.positional[0], Function | Bound):
            return None
        return self._step_argument(arguments.positional[0], node, state, known=False)

    def _backward_of_unknown(
        self, parent: Unknown, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """``loss.backward()``, ``output.backward(gradient)``, or ``engine.backward(loss)``."""
        given = arguments.positional[0] if arguments.positional else NONE
        is_loss = bool(holders_of(given) or events_of(given))
        if given != NONE and (is_loss or not parent.events):
            self._lose_all_loose(state)
            self.lose_gradients(holders_of(given), state)
            return [(self.unknown(node), state)]
        holders = parent.holders or frozenset({parent.symbol})
        self.backward(Unknown(parent.symbol, holders, parent.events), node, state)
        return [(NONE, state)]

    @staticmethod
    def _holders_of_grad(grad: Unknown) -> frozenset[Holder]:
        holders, leaf = grad.symbol[1], grad.symbol[2]
        return frozenset({leaf}) if isinstance(leaf, int) else cast("frozenset[Holder]", holders)

    def _method_of_unknown_tensor(
        self, parent: Unknown, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome] | None:
        """A method of what a model gave out: a tensor, where the method is one of tensors."""
        if name not in METHODS:
            return None
        tensor = Tensor(ANY_FORM, parent.holders, parent.events)
        return self.call_tensor_method(tensor, name, arguments, node, state)

    def _unknown_optimizer(self, parent: Unknown, signs: frozenset[str]) -> OptimizerThing:
        other = signs & (MODULE_SIGNS - STATE_METHODS)
        known = bool(signs & OPTIMIZER_SIGNS) and "step" in signs and not other
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
        """What an unknown thing can hold: what no known optimizer holds, what it was made of, its parts."""
        found = set(self.loose_holders(state))
        around = module_around(parent)
        known = parent.captures | self._known_parts(parent.symbol, state)
        for identity in known if around is None else known | {around}:
            if self.module(identity, state) is not None:
                found |= self.parameter_holders(identity, state)
        return frozenset(found)

    @staticmethod
    def _known_parts(symbol: Symbol, state: State) -> frozenset[int]:
        """The objects that attributes and elements of an unknown thing have turned out to be."""

        def is_part(part: object) -> bool:
            while isinstance(part, tuple):
                kind, *rest = cast("Symbol", part)
                part = rest[0] if kind in ("attr", "item") and rest else None
                if part == symbol:
                    return True
            return False

        return frozenset(
            member.id
            for part, value in state.refined.items()
            if is_part(part)
            for member in members(value)
            if isinstance(member, Ref)
        )

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
        likely = bool(signs & OPTIMIZER_SIGNS)
        waiting = [
            holder
            for holder in self._possible_holders(parent, state)
            if state.gradients.get(holder, NEVER_FILLED).gradient in (Gradient.PENDING, Gradient.ADDED)
        ]
        # Beside an optimizer, what only steps is its scheduler.
        if not likely and (not waiting or self.optimizers(state)):
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
