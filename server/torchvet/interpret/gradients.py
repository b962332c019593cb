"""Gradients: backward fills them, a step uses them, zeroing cleans them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import replace
from typing import cast

from torchvet.interpret.arguments import Arguments
from torchvet.interpret.events import (
    Backward,
    Forward,
    Freezes,
    Gradient,
    HolderGradient,
    LossCall,
    OptimizerThing,
    Step,
    ZeroGrad,
)
from torchvet.interpret.forwards import Forwards
from torchvet.interpret.records import Leaf, ModuleObject, OptimizerObject
from torchvet.interpret.state import LOST, NEVER_FILLED, GradientState, State
from torchvet.interpret.values import (
    NONE,
    TRUE,
    Holder,
    Ref,
    Tensor,
    Unknown,
    Value,
    events_of,
    holders_of,
)
from torchvet.program.usage import mentions_grad


class Gradients(Forwards):
    """The part of the interpreter that follows gradients."""

    def optimizer(self, identity: int, state: State) -> OptimizerObject | None:
        """The optimizer with that id; None where the object is none."""
        record = state.read(identity)
        return record if isinstance(record, OptimizerObject) else None

    def optimizer_thing(self, identity: int, state: State) -> OptimizerThing | None:
        """An optimizer as events show it."""
        record = self.optimizer(identity, state)
        if record is None:
            return None
        return OptimizerThing(identity, record.label, record.made_at, record.known, record.zeroes_itself)

    @staticmethod
    def optimizers(state: State) -> list[tuple[int, OptimizerObject]]:
        """All optimizers with their ids."""
        return [
            (identity, record)
            for identity in sorted(state.optimizers)
            for record in [state.read(identity)]
            if isinstance(record, OptimizerObject)
        ]

    def holders_in(self, identity: int, state: State) -> frozenset[Holder]:
        """The holders that an optimizer steps: its own, and the loose ones where it may hold others."""
        record = self.optimizer(identity, state)
        if record is None:
            return frozenset()
        if record.complete:
            return record.holders
        return record.holders | self.loose_holders(state)

    def loose_holders(self, state: State) -> frozenset[Holder]:
        """The holders that no optimizer is known to hold."""
        held: set[Holder] = set()
        for _, record in self.optimizers(state):
            if record.complete:
                held |= record.holders
        return frozenset(holder for holder in state.gradients if holder not in held)

    def _described(self, holders: Iterable[Holder], state: State) -> tuple[HolderGradient, ...]:
        described: list[HolderGradient] = []
        optimizers = self.optimizers(state)
        for holder in holders:
            now = state.gradients.get(holder, NEVER_FILLED)
            described.append(
                HolderGradient(
                    holder=self.holder_number(holder),
                    label=self._holder_label(holder, state),
                    gradient=now.gradient,
                    backwards=now.backwards,
                    added=now.added,
                    step=now.step,
                    zeroed=now.zeroed,
                    optimizers=tuple(i for i, record in optimizers if holder in record.holders),
                    whole=tuple(i for i, record in optimizers if holder in record.holders & record.whole),
                )
            )
        return tuple(sorted(described, key=lambda one: one.holder))

    @staticmethod
    def _holder_label(holder: Holder, state: State) -> str:
        record = state.read(holder) if isinstance(holder, int) else None
        if isinstance(record, ModuleObject | Leaf):
            return record.label
        return "parameters"

    def _holds_nothing(self, holder: Holder, state: State) -> bool:
        """Whether a holder is a module that shows no parameters, and that no optimizer was given."""
        if not isinstance(holder, int) or self.module(holder, state) is None:
            return False
        if not self.structure(holder, state).bare:
            return False
        return not any(holder in record.holders for _, record in self.optimizers(state))

    def backward(self, loss: Value, node: ast.AST, state: State, *extra: Holder) -> None:
        """``loss.backward()``."""
        led = holders_of(loss) | frozenset(extra)
        holders = frozenset(holder for holder in led if not self._holds_nothing(holder, state))
        events = events_of(loss)
        forwards = frozenset(i for i in events if isinstance(self.trace.at(i), Forward))
        losses = frozenset(i for i in events if isinstance(self.trace.at(i), LossCall))
        event = self.record(
            Backward,
            node,
            state,
            before=self._described(holders, state),
            forwards=forwards,
            losses=losses,
            in_closure=self.now.in_closure,
        )
        for holder in holders:
            now = state.gradients.get(holder, NEVER_FILLED)
            if now.gradient in (Gradient.STALE, Gradient.ADDED):
                state.gradients[holder] = GradientState(
                    Gradient.ADDED, (*now.backwards, event.index), (*now.added, event.index), now.step
                )
            else:
                state.gradients[holder] = GradientState(Gradient.PENDING, (*now.backwards, event.index))

    def backward_towards(self, loss: Value, arguments: Arguments, node: ast.AST, state: State) -> None:
        """``loss.backward()``, maybe with ``inputs``: then only these gather gradients.

        Source: https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html
        """
        inputs = arguments.get(3, "inputs")
        if inputs is None or inputs == NONE or not isinstance(loss, Tensor | Unknown):
            self.backward(loss, node, state)
            return
        holders, complete = self.optimized(inputs, state)
        others = loss.holders - holders
        self.backward(replace(loss, holders=loss.holders & holders), node, state)
        if not complete:
            self.lose_gradients(others, state)

    def set_learning(self, target: Value, learns: Value | None, node: ast.AST, state: State) -> None:
        """``requires_grad`` of a tensor or of a module's parameters is set (by default to true)."""
        if learns is None or learns == TRUE:
            return
        if isinstance(target, Ref):
            holders = self.parameter_holders(target.id, state)
        else:
            holders = self.leaf_holders(target)
        is_anybodys = isinstance(target, Unknown) and not holders
        numbers = None if is_anybodys else frozenset(self.holder_number(each) for each in holders)
        if numbers is None or numbers:
            self.record(Freezes, node, state, holders=numbers)

    def zero(
        self, holders: Iterable[Holder], node: ast.AST, state: State, optimizer: OptimizerThing | None = None
    ) -> None:
        """Cleans the gradients of some holders."""
        holders = frozenset(holders)
        event = self.record(
            ZeroGrad,
            node,
            state,
            optimizer=optimizer,
            before=self._described(holders, state),
            in_closure=self.now.in_closure,
        )
        for holder in holders:
            now = state.gradients.get(holder)
            # Cleaning what is clean already doesn't hide what was thrown away before.
            if now is not None and now.gradient is not Gradient.CLEAN:
                state.gradients[holder] = GradientState(Gradient.CLEAN, zeroed=event.index)

    def step(
        self,
        holders: Iterable[Holder],
        optimizer: OptimizerThing | None,
        node: ast.AST,
        state: State,
        *,
        closure: bool = False,
    ) -> None:
        """Updates the parameters of some holders."""
        holders = frozenset(holders)
        before = self._described(holders, state)
        backwards = {index for one in before for index in one.backwards}
        used = [self.trace.at(index) for index in backwards]
        led = frozenset[int]().union(*(b.forwards for b in used if isinstance(b, Backward)))
        forwards = frozenset(index for index in led if self._steps_module_of(index, holders, state))
        event = self.record(
            Step, node, state, optimizer=optimizer, before=before, closure=closure, forwards=forwards
        )
        for holder in holders:
            now = state.gradients.get(holder, NEVER_FILLED)
            if optimizer is not None and optimizer.zeroes_itself:
                state.gradients[holder] = GradientState(Gradient.CLEAN)
            elif now.gradient in (Gradient.PENDING, Gradient.ADDED, Gradient.STALE):
                state.gradients[holder] = GradientState(Gradient.STALE, step=event.index)

    def _steps_module_of(self, forward: int, holders: frozenset[Holder], state: State) -> bool:
        """Whether a step of these holders changes the module that was called."""
        event = self.trace.at(forward)
        if not isinstance(event, Forward):
            return False
        identity = event.module.identity
        if self.module(identity, state) is None:
            return True
        return not holders.isdisjoint(self.parameter_holders(identity, state))

    def is_filled_gradient(self, value: Value, state: State) -> bool:
        if not isinstance(value, Unknown) or value.symbol[0] != "grad":
            return False
        holders, leaf = value.symbol[1], value.symbol[2]
        looked_at = frozenset({leaf}) if isinstance(leaf, int) else cast("frozenset[Holder]", holders)
        filled = (Gradient.PENDING, Gradient.STALE, Gradient.ADDED)
        return any(state.gradients.get(one, NEVER_FILLED).gradient in filled for one in looked_at)

    def lose_gradients(self, holders: Iterable[Holder], state: State) -> None:
        """Forgets what is in some gradients."""
        for holder in holders:
            if holder in state.gradients:
                state.gradients[holder] = LOST

    @staticmethod
    def leaf_holders(value: Value) -> frozenset[Holder]:
        """The holders that an update of a tensor by hand changes."""
        if isinstance(value, Tensor) and value.leaf is not None:
            return frozenset({value.leaf})
        return holders_of(value)

    def manual_update(self, node: ast.AugAssign, current: Value, value: Value, state: State) -> bool:
        if not isinstance(node.op, ast.Sub | ast.Add) or not mentions_grad(node.value):
            return False
        target = node.target
        if isinstance(target, ast.Attribute) and target.attr == "data":
            current = self.evaluate(target.value, state)
        if not isinstance(current, Tensor) or not (current.holders or current.leaf is not None):
            return False
        self.step(self.leaf_holders(current) | current.holders, None, node, state)
        return True
