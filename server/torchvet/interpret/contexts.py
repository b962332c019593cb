"""``with`` blocks."""

from __future__ import annotations

import ast

from torchvet.interpret.loops import Loops
from torchvet.interpret.records import Context, Instance, Stream
from torchvet.interpret.running import Flow, Outcome
from torchvet.interpret.state import State
from torchvet.interpret.values import NONE, External, Function, Ref, Unknown, Value
from torchvet.program.knowledge.roles import LOSS_SCALING_CONTEXTS
from torchvet.program.usage import dotted
from torchvet.source.nodes import walk

_STACKS = frozenset({"ExitStack", "AsyncExitStack"})
_CALLED_AT_END = frozenset({"callback", "push", "push_async_callback", "push_async_exit"})


class Contexts(Loops):
    """The part of the interpreter that executes ``with`` blocks."""

    def _with(self, node: ast.With | ast.AsyncWith, state: State) -> Flow:
        return self._with_items(node, 0, [state])

    def _with_items(self, node: ast.With | ast.AsyncWith, number: int, states: list[State]) -> Flow:
        if number == len(node.items):
            return self.execute(node.body, states)
        flow = Flow()
        item = node.items[number]
        for state in states:
            one = self._with_item(node, item, number, state)
            flow.take_exits(one)
            flow.normal += one.normal
        return flow

    def _with_item(
        self, node: ast.With | ast.AsyncWith, item: ast.withitem, number: int, state: State
    ) -> Flow:
        managed = self._managed_by_generator(node, item, number, state)
        if managed is not None:
            return managed
        manager = self.evaluate(item.context_expr, state)
        before = state.grad_enabled
        state.grad_enabled = self.enter_context(manager, state)
        entered = self.enter_manager(manager, item, state)
        if item.optional_vars is not None:
            self.assign(item.optional_vars, entered, state)
        flow = self._with_items(node, number + 1, [state])
        self._leave(manager, item, before, flow)
        return flow

    def _leave(self, manager: Value, item: ast.withitem, before: bool | None, flow: Flow) -> None:
        calls_at_end = self._calls_at_end(item)
        for after in [*flow.normal, *flow.breaks, *flow.continues, *(s for _, s in flow.returns)]:
            after.grad_enabled = before
            self.exit_manager(manager, item, after)
            if calls_at_end:
                self.lose_all(after)

    def _calls_at_end(self, item: ast.withitem) -> bool:
        """Whether a stack of context managers is given what it has to call in the end."""
        call = item.context_expr
        name = dotted(call.func) if isinstance(call, ast.Call) else None
        if name is None or name.rpartition(".")[2] not in _STACKS:
            return False
        block = self.now.scope.document.parent_of(item)
        return block is not None and any(
            isinstance(inner, ast.Attribute) and inner.attr in _CALLED_AT_END for inner in walk(block)
        )

    def enter_context(self, value: Value, state: State) -> bool | None:
        """Whether gradients are recorded inside a context manager; as before where it has no say."""
        for identity in self.refs(value, state):
            record = state.read(identity)
            if isinstance(record, Context):
                return record.grad
        return state.grad_enabled

    def enter_manager(self, manager: Value, item: ast.withitem, state: State) -> Value:
        call = item.context_expr
        for identity in self.refs(manager, state):
            record = state.read(identity)
            if isinstance(record, Instance):
                entered = self.call_special("__enter__", (Ref(identity),), call, state)
                return Ref(identity) if entered is None else entered
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
            self.call_special("__exit__", (Ref(identity), NONE, NONE, NONE), item.context_expr, state)

    def _managed_by_generator(
        self, node: ast.With | ast.AsyncWith, item: ast.withitem, number: int, state: State
    ) -> Flow | None:
        """Runs a ``with`` block where the program's own ``@contextmanager`` function yields."""
        call = item.context_expr
        if not isinstance(call, ast.Call):
            return None
        callee = self.evaluate(call.func, state)
        function = getattr(callee, "function", callee)
        if not isinstance(function, Function) or not function.manager:
            return None
        outer = self.now
        inside = Flow()

        def hook(value: Value, at: State) -> list[Outcome]:
            with self.activated(outer):
                if item.optional_vars is not None:
                    self.assign(item.optional_vars, value, at)
                one = self._with_items(node, number + 1, [at])
            inside.take_exits(one)
            return [(NONE, after) for after in one.normal]

        arguments, start = self.arguments(call, state), state.fork()
        outcomes = self.call_generator(callee, arguments, call, state, hook)

        def left(at: State) -> list[State]:
            """What follows the ``yield`` runs too when the block is left by a return or a break."""

            def resume(value: Value, entered: State) -> list[Outcome]:
                return [(NONE, at)]

            return [after for _, after in self.call_generator(callee, arguments, call, start.fork(), resume)]

        return Flow(
            [after for _, after in outcomes],
            [after for at in inside.breaks for after in left(at)],
            [after for at in inside.continues for after in left(at)],
            [(value, after) for value, at in inside.returns for after in left(at)],
        )
