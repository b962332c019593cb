"""Optimizers: what they hold, and their methods."""

from __future__ import annotations

import ast

from torchvet.interpret.arguments import SPREAD, kept_arguments
from torchvet.interpret.losses import Losses
from torchvet.interpret.records import Mapping, ModuleObject, OptimizerObject, Sequence, Stream
from torchvet.interpret.running import Arguments, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    NOTHING,
    Bound,
    Constant,
    External,
    Function,
    Holder,
    Ref,
    Tensor,
    Unknown,
    Value,
    members,
)
from torchvet.program.counted_steps import returns_when_counting
from torchvet.program.knowledge.optimizers import OPTIMIZER_FACTORIES, OPTIMIZER_WRAPPERS


class Optimizers(Losses):
    """The part of the interpreter that knows optimizers."""

    def _make_optimizer(self, name: str, arguments: Arguments, node: ast.expr, state: State) -> Value:
        wrapper, factory = OPTIMIZER_WRAPPERS.get(name), OPTIMIZER_FACTORIES.get(name)
        if wrapper is not None and wrapper.inner is not None:
            inner = arguments.get(wrapper.inner.position, wrapper.inner.name)
            return inner if inner is not None else self.unknown(node)
        parameter = factory.parameters if factory else wrapper.parameters if wrapper else None
        given = arguments.get(parameter.position, parameter.name) if parameter else arguments.get(0, "params")
        holders, complete = self.optimized(given, state)
        label = name.rpartition(".")[2]
        record = OptimizerObject(
            cls=External(name),
            made_at=self.place(node),
            label=label,
            holders=holders,
            complete=complete,
            whole=self.wholly_optimized(given, state),
            arguments=kept_arguments(arguments),
        )
        return self.put(node, record, state, "optimizer")

    def optimized(self, given: Value | None, state: State) -> tuple[frozenset[Holder], bool]:
        """Whose parameters an optimizer's first argument names, and whether these are all."""
        if given is None:
            return NOTHING, False
        holders: frozenset[Holder] = NOTHING
        complete = True
        for member in members(given):
            member = self.resolve(member, state)
            if isinstance(member, Ref):
                more, all_of_them = self._optimized_object(member, state)
            elif isinstance(member, Tensor):
                more, all_of_them = self.leaf_holders(member), True
            elif isinstance(member, Unknown):
                more, all_of_them = member.holders, False
            else:
                more, all_of_them = NOTHING, False
            holders, complete = holders | more, complete and all_of_them
        return holders, complete

    def _optimized_object(self, given: Ref, state: State) -> tuple[frozenset[Holder], bool]:
        record = state.read(given.id)
        if isinstance(record, Sequence):
            found: frozenset[Holder] = NOTHING
            parts = [*(record.items or ()), *([record.element] if record.element is not None else [])]
            complete = bool(parts)
            for part in parts:
                more, all_of_them = self.optimized(part, state)
                found, complete = found | more, complete and all_of_them
            return found, complete
        if isinstance(record, Mapping):
            return self.optimized(record.entries.get("params") or record.any_value(), state)
        if isinstance(record, Stream):
            return self.optimized(record.element, state)
        if isinstance(record, ModuleObject):
            return self.parameter_holders(given.id, state), True
        return NOTHING, False

    def wholly_optimized(self, given: Value | None, state: State) -> frozenset[Holder]:
        """The holders all of whose parameters are in an optimizer's first argument."""
        found: frozenset[Holder] = NOTHING
        for member in members(given) if given is not None else ():
            member = self.resolve(member, state)
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(member, Tensor) and member.leaf is not None:
                found |= self.leaf_holders(member)
            elif isinstance(record, ModuleObject) or (isinstance(record, Sequence) and record.whole):
                found |= self.optimized(member, state)[0]
            elif isinstance(record, Sequence):
                found = found.union(*(self.wholly_optimized(item, state) for item in record.items or ()))
            elif isinstance(record, Mapping):
                found |= self.wholly_optimized(record.entries.get("params"), state)
        return found

    def _optimizer_method(
        self, receiver: Ref, name: str, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        if name == "step":
            return self.step_optimizer(receiver.id, arguments, node, state)
        if name == "zero_grad":
            holders = self.holders_in(receiver.id, state)
            self.zero(holders, node, state, self.optimizer_thing(receiver.id, state))
            if receiver.id in self.memory.summaries:
                self.lose_gradients(holders, state)
            return [(NONE, state)]
        if name == "add_param_group" and arguments.positional:
            holders, complete = self.optimized(arguments.positional[0], state)
            record = state.write(receiver.id)
            assert isinstance(record, OptimizerObject)
            record.holders, record.complete = record.holders | holders, record.complete and complete
            record.whole |= self.wholly_optimized(arguments.positional[0], state)
            return [(NONE, state)]
        if name.startswith("register_step_"):
            self.memory.summaries.add(receiver.id)
        if name == "backward":
            self.lose_gradients(self.holders_in(receiver.id, state), state)
        if name == "__init__":
            record = state.write(receiver.id)
            assert isinstance(record, OptimizerObject)
            given = arguments.get(0, "params")
            record.holders, record.complete = self.optimized(given, state)
            record.whole = self.wholly_optimized(given, state)
            return [(NONE, state)]
        if name in (
            "state_dict",
            "load_state_dict",
            "register_step_post_hook",
            "register_step_pre_hook",
            "train",
            "eval",
        ):
            return [(self.unknown(node), state)]
        self.lose([receiver], state)
        return [(self.fresh_unknown(node, state), state)]

    def step_optimizer(
        self, identity: int, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """``optimizer.step()``, with or without a closure."""
        closure = arguments.get(0, "closure")
        has_closure = closure is not None and closure != NONE
        own = closure if isinstance(closure, Function | Bound) else None
        states = [state]
        for _ in range(2 if own is not None and self._asks_again(identity, state) else 1):
            if own is not None:
                states = [after for before in states for after in self._run_closure(own, node, before)]
            for after in states:
                if self._skips_at_times(identity, after):
                    self.lose_gradients(self.holders_in(identity, after), after)
                    continue
                thing = self.optimizer_thing(identity, after)
                self.step(self.holders_in(identity, after), thing, node, after, closure=has_closure)
                if identity in self.memory.summaries:
                    self.lose_gradients(self.holders_in(identity, after), after)
        return [(self.unknown(node), after) for after in states]

    def _run_closure(self, closure: Function | Bound, node: ast.expr, state: State) -> list[State]:
        function = closure.function if isinstance(closure, Bound) else closure
        given = Arguments([closure.receiver], [None]) if isinstance(closure, Bound) else Arguments()
        outcomes = self.call_function(function, given, node, state, in_closure=True)
        return [after for _, after in outcomes]

    def _skips_at_times(self, identity: int, state: State) -> bool:
        """Whether the program's own optimizer counts its steps, and returns early from most of them."""
        record = self.optimizer(identity, state)
        method = self.find_method(record.cls, "step", state) if record is not None else None
        if not isinstance(method, Function) or isinstance(method.node, ast.Lambda):
            return False
        return returns_when_counting(method.node)

    def _asks_again(self, identity: int, state: State) -> bool:
        """Whether one step calls its closure several times, moving the parameters between.

        Source: https://docs.pytorch.org/docs/stable/generated/torch.optim.LBFGS.html
        """
        record = self.optimizer(identity, state)
        if record is None or record.cls != External("torch.optim.LBFGS"):
            return False
        times = record.arguments.get(2, record.arguments.get("max_iter"))
        return times != Constant(1) and SPREAD not in record.arguments

    def _step_argument(
        self, optimizer: Value, node: ast.expr, state: State, *, known: bool = True
    ) -> list[Outcome]:
        """``scaler.step(optimizer)``; ``known`` where an optimizer that can't be seen must be one."""
        identities = [i for i in self.refs(optimizer, state) if self.optimizer(i, state) is not None]
        if identities:
            outcomes: list[Outcome] = []
            for identity in identities:
                path = state if len(identities) == 1 else state.fork()
                outcomes += self.step_optimizer(identity, Arguments(), node, path)
            return outcomes
        if isinstance(optimizer, Unknown):
            self._step_unknown(optimizer, node, state, known=known)
        return [(self.unknown(node), state)]
