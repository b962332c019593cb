"""Calls of the program's own functions."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import reduce
from typing import NamedTuple

from torchvet.interpret.events import CallSite, Iterates
from torchvet.interpret.expressions import SWITCHING
from torchvet.interpret.parameters import Parameters
from torchvet.interpret.records import ClassObject, Context, Frame, Instance, ModuleObject, Stream
from torchvet.interpret.running import (
    DEEPEST_CALL,
    FUNCTION_BUDGET,
    MOST_PATHS,
    MOST_RUNS,
    Activation,
    Arguments,
    Outcome,
    YieldHook,
)
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    NONE,
    Attribute,
    Bound,
    Constant,
    External,
    Function,
    Partial,
    Ref,
    Several,
    Value,
    is_child,
    join,
    module_around,
)
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.relevance import names_in, using
from torchvet.source.nodes import child_nodes, remembered

ScopeNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
YieldNode = ast.Yield | ast.YieldFrom

MOST_RECURSIONS = 2


class Body(NamedTuple):
    """What a function's own body holds, nested functions and classes left out.

    Args:
        is_generator: whether it yields.
        makes_closures: whether its frame can outlive its call.
    """

    is_generator: bool
    makes_closures: bool


@remembered
def body_of(node: ast.AST) -> Body:
    """What a function's own body holds."""
    yields = defines = False
    waiting = child_nodes(node)
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, ScopeNode):
            defines = True
            continue
        yields = yields or isinstance(inner, YieldNode)
        waiting += child_nodes(inner)
    return Body(yields, defines)


class Functions(Parameters):
    """The part of the interpreter that calls functions."""

    def call(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        self.spend()
        callee = self.resolve(callee, state)
        if isinstance(callee, Several):
            callee = self._callable_ones(callee)
        if isinstance(callee, Several):
            switching = [m for m in callee.values if isinstance(m, Attribute) and m.name in SWITCHING]
            if not switching:
                return self._call_each(callee, arguments, node, state)
            if len(switching) == len(callee.values) and self.is_of_arguments_alone(switching, state):
                return self.call(switching[0], arguments, node, state)
            if len(switching) == len(callee.values) and self._are_of_alternatives(switching, state):
                # Whichever of them was made: all that there is has been switched.
                values = [self.one_path(self.call(each, arguments, node, state), state) for each in switching]
                return [(reduce(join, values), state)]
            # Which of them is meant here is not known, nor whether it is the same elsewhere.
            self.lose([member.receiver for member in switching], state)
            others = tuple(member for member in callee.values if member not in switching)
            if not others:
                return [(self.unknown(node), state)]
            return self._call_each(Several(others), arguments, node, state)
        if isinstance(callee, Function):
            return self.call_function(callee, arguments, node, state)
        if isinstance(callee, Bound):
            return self.call_function(callee.function, arguments.with_first(callee.receiver), node, state)
        if isinstance(callee, Partial):
            return self.call(callee.function, self._partial_arguments(callee, arguments), node, state)
        if isinstance(callee, Ref):
            return self._call_object(callee, arguments, node, state)
        if isinstance(callee, External):
            return self.call_external(callee.name, arguments, node, state)
        if isinstance(callee, Attribute):
            return self.call_method(callee.receiver, callee.name, arguments, node, state)
        return self.call_unknown(callee, arguments, node, state)

    def _are_of_alternatives(self, methods: list[Attribute], state: State) -> bool:
        """Whether some methods are one of modules of which the program makes only one."""
        receivers = [each.receiver for each in methods]
        identities = [each.id for each in receivers if isinstance(each, Ref)]
        return (
            len({each.name for each in methods}) == 1
            and len(identities) == len(receivers)
            and all(isinstance(state.read(identity), ModuleObject) for identity in identities)
            and self.memory.summaries.isdisjoint(identities)
            and state.are_apart(identities)
        )

    @staticmethod
    def _callable_ones(callee: Several) -> Value:
        """Several values without None and other constants: a call of these would have failed."""
        found = [member for member in callee.values if not isinstance(member, Constant)]
        return reduce(join, found) if found else callee

    def _call_each(
        self, callee: Several, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Calls each of several values on a path of its own."""
        before, self.one_of_losses = self.one_of_losses, self._differing_losses(callee, state)
        outcomes: list[Outcome] = []
        for member in callee.values:
            outcomes += self.call(member, arguments, node, state.fork())
        self.one_of_losses = before
        return self.merge_outcomes(outcomes, MOST_PATHS)

    @staticmethod
    def _differing_losses(callee: Several, state: State) -> bool:
        """Whether some values are losses that expect different things."""
        names = {member.name for member in callee.values if isinstance(member, External)}
        for member in callee.values:
            record = state.read(member.id) if isinstance(member, Ref) else None
            if isinstance(record, ModuleObject) and isinstance(record.cls, External):
                names.add(record.cls.name)
        return len({LOSSES[name].expects for name in names if name in LOSSES}) > 1

    def _call_object(self, callee: Ref, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        record = state.read(callee.id)
        if isinstance(record, ClassObject):
            return self.instantiate(callee, arguments, node, state)
        if isinstance(record, ModuleObject):
            return self.call_module(callee, arguments, node, state)
        if isinstance(record, Instance):
            method = self.find_method(record.cls, "__call__", state)
            if isinstance(method, Function):
                return self.call_function(method, arguments.with_first(callee), node, state)
            return self.call_method(callee, "__call__", arguments, node, state)
        if isinstance(record, Context) and len(arguments.positional) == 1:
            # ``torch.enable_grad()(function)`` decorates it.
            wrapped = arguments.positional[0]
            if isinstance(wrapped, Function):
                return [(replace(wrapped, grad=record.grad), state)]
            if isinstance(wrapped, Bound):
                return [(replace(wrapped, function=replace(wrapped.function, grad=record.grad)), state)]
        return self.call_unknown(callee, arguments, node, state)

    def merge_outcomes(self, outcomes: list[Outcome], most: int) -> list[Outcome]:
        """Joins the outcomes that agree on modes and gradients, and more until ``most`` are left."""
        if len(outcomes) < 2:
            return outcomes
        distinct: list[Outcome] = []
        for value, state in outcomes:
            for number, (kept_value, kept) in enumerate(distinct):
                if kept.agrees_with(state):
                    distinct[number] = (join(kept_value, value), kept.join(state))
                    break
            else:
                distinct.append((value, state))
        while len(distinct) > most:
            value, state = distinct.pop()
            kept_value, kept = distinct[-1]
            distinct[-1] = (join(kept_value, value), kept.join(state))
        return distinct

    def call_function(
        self,
        function: Function,
        arguments: Arguments,
        node: ast.expr,
        state: State,
        *,
        forward_of: int | None = None,
        in_closure: bool = False,
        on_yield: YieldHook | None = None,
        is_entry: bool = False,
    ) -> list[Outcome]:
        """Runs a function of the program.

        Args:
            function: the function.
            arguments: its arguments, the receiver of a method first.
            node: the call.
            state: the state before the call.
            forward_of: the module whose forward it is.
            in_closure: whether it is a closure handed to ``optimizer.step``.
            on_yield: what its ``yield`` does.
            is_entry: whether it is run on its own, from no call in the text.
        """
        self.noted.functions.add(function.node)
        if self._goes_deeper_only(function, arguments):
            if self.may_switch(function.node):
                self.lose(arguments.values(), state)
            return [(self.fresh_unknown(node, state, *arguments.values()), state)]
        if self._is_out_of_bounds(function.node):
            switches = self.may_switch(function.node)
            # A forward gets its module, and leaves alone what its text doesn't speak of.
            self.lose(arguments.values()[0 if forward_of is None or switches else 1 :], state)
            if switches:
                self.lose_all(state)
            return [(self.fresh_unknown(node, state, *arguments.values()), state)]
        if body_of(function.node).is_generator and on_yield is None and not function.manager:
            return self._run_generator(function, arguments, node, state)
        unseen = function.wrapped and forward_of is None
        if unseen:
            self.lose(arguments.values(), state)
        context = self.context_of_call(node, function.node)
        frame = self._number(("frame", function.node, context))
        method_of = arguments.positional[0] if function.owner and arguments.positional else None
        if function.kind in ("static", "class"):
            method_of = None
        state.put(
            frame,
            Frame(
                scope=function.scope,
                parent=self.parent_frame(function, state),
                method_of=method_of,
                owner=function.owner,
            ),
        )
        self._bind_parameters(function, arguments, frame, node, state)
        activation = Activation(
            scope=function.scope,
            frame=frame,
            context=context,
            stack=self.now.stack
            if is_entry
            else (*self.now.stack, CallSite(self.place(node), self._function_name(function, state))),
            loops=self.now.loops,
            nodes=(*self.now.nodes, function.node),
            arguments=arguments,
            on_yield=on_yield,
            forward_of=self.now.forward_of if forward_of is None else forward_of,
            in_closure=self.now.in_closure or in_closure,
        )
        self.executed.add(function.node)
        before = self.remaining
        outcomes = self._run(function, activation, state)
        self.runs[function.node] = self.runs.get(function.node, 0) + 1
        if function.node not in self.now.nodes:
            self.spent[function.node] = self.spent.get(function.node, 0) + before - self.remaining
        if forward_of is not None:
            self.forward_ended(forward_of, outcomes)
        for _, after in outcomes if unseen else ():
            self.lose(arguments.values(), after)
        return outcomes

    def _goes_deeper_only(self, function: Function, arguments: Arguments) -> bool:
        """Whether a running function calls itself with a deeper part of the same module, and else the same.

        It runs for any part of that module already, so that it does nothing new to anything else.
        """
        before = self.now.arguments
        if before is None or not self.now.nodes or self.now.nodes[-1] is not function.node:
            return False
        if arguments.keywords.keys() != before.keywords.keys() or arguments.open_ended:
            return False
        given, had = arguments.values(), before.values()
        if len(given) != len(had):
            return False
        deeper = [
            is_child(new) and is_child(old) and module_around(new) == module_around(old)
            for new, old in zip(given, had, strict=True)
        ]
        return any(deeper) and all(
            part or new == old for part, new, old in zip(deeper, given, had, strict=True)
        )

    def _is_out_of_bounds(self, node: ast.AST) -> bool:
        """Whether one more call is too deep, or would make the execution too long."""
        if self.now.nodes.count(node) >= MOST_RECURSIONS:
            return True
        too_deep = len(self.now.stack) >= DEEPEST_CALL or (bool(self.now.nodes) and not self.follows_calls)
        too_often = self.runs.get(node, 0) >= MOST_RUNS and self.spent.get(node, 0) > FUNCTION_BUDGET
        if (too_deep or too_often) and self.trace.incomplete is None:
            name = getattr(node, "name", "a lambda")
            self.trace.incomplete = f"not every call of {name} was followed: they are too many, or too deep"
        return too_deep or too_often

    def may_switch(self, node: ast.AST) -> bool:
        """Whether a function, or another that it may call by its name, changes modes or gradients."""
        known = self._switching.get(node)
        if known is None:
            names = {each: function.name for each, function in self.defined.items()}
            names.setdefault(node, getattr(node, "name", ""))
            self.switching_asked.append(names)
            self._note_switching(names)
            known = self._switching[node]
        self.noted.switching[node] = known
        return known

    def ask_switching_again(self, times: int) -> None:
        """Finds out anew which functions change modes or gradients, since texts of some have changed.

        Args:
            times: how many of the times that this was found out are to count.
        """
        self._switching = {}
        del self.switching_asked[times:]
        for names in self.switching_asked:
            self._note_switching(names)

    def _note_switching(self, names: dict[ast.AST, str]) -> None:
        switching = using(
            SWITCHING | {"grad"}, {each: (name, names_in(each)) for each, name in names.items()}
        )
        for each in names:
            self._switching.setdefault(each, each in switching)

    @staticmethod
    def parent_frame(function: Function, state: State) -> int:
        """The frame of what stands around a function; its module's where the other is gone."""
        closure = function.closure
        return closure if closure is not None and closure in state.heap else function.scope.frame

    def _function_name(self, function: Function, state: State) -> str:
        if function.owner is not None:
            owner = state.read(function.owner)
            if isinstance(owner, ClassObject):
                return f"{owner.name}.{function.name}"
        return function.name

    def _run(self, function: Function, activation: Activation, state: State) -> list[Outcome]:
        path, grad = state.path, state.grad_enabled
        if function.grad is not None:
            state.grad_enabled = function.grad
        caller, self.now = self.now, activation
        try:
            if isinstance(function.node, ast.Lambda):
                outcomes = self.evaluate_paths(function.node.body, state)
            else:
                flow = self.execute(function.node.body, [state])
                outcomes = flow.returns + [(NONE, after) for after in flow.normal]
        finally:
            self.now = caller
        outcomes = self.merge_outcomes(outcomes, MOST_PATHS)
        for _, after in outcomes:
            after.path = path if after.path[: len(path)] == path else ()
            after.grad_enabled = grad if function.grad is not None else after.grad_enabled
            if not body_of(function.node).makes_closures and activation.on_yield is None:
                after.heap.drop(activation.frame)
        return outcomes

    def _run_generator(
        self, function: Function, arguments: Arguments, node: ast.expr, state: State
    ) -> list[Outcome]:
        """Runs a generator function at once, and gives a stream of what it yields."""
        found: list[Value] = []
        over_loader: list[bool] = []
        depth = len(self.now.loops)

        def hook(value: Value, at: State) -> list[Outcome]:
            found.append(value)
            over_loader.append(any(loop.iterates is Iterates.LOADER for loop in self.now.loops[depth:]))
            return [(NONE, at)]

        outcomes = self.call_function(function, arguments, node, state, on_yield=hook)
        element: Value | None = None
        for value in found:
            element = value if element is None else join(element, value)
        results: list[Outcome] = []
        for _, after in outcomes:
            stream = Stream(
                element=element or self.unknown(node),
                iterates=Iterates.LOADER if any(over_loader) else Iterates.OTHER,
                is_iterator=True,
            )
            results.append((self.put(node, stream, after, "generator"), after))
        return results

    def call_generator(
        self,
        callee: Value,
        arguments: object,
        node: ast.expr,
        state: State,
        hook: Callable[[Value, State], list[Outcome]],
    ) -> list[Outcome]:
        assert isinstance(arguments, Arguments)
        if isinstance(callee, Bound):
            arguments = arguments.with_first(callee.receiver)
            callee = callee.function
        assert isinstance(callee, Function)
        return self.call_function(callee, arguments, node, state, on_yield=hook)
