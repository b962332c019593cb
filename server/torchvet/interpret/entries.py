"""What nothing in the program calls."""

from __future__ import annotations

import ast
from dataclasses import replace

from torchvet.interpret.events import Iterates, LoopPass, Mode, Step
from torchvet.interpret.keeping import Keeping
from torchvet.interpret.kept import Made, Part
from torchvet.interpret.records import ModuleObject
from torchvet.interpret.running import (
    AGAIN_BUDGET,
    CALLS_END,
    ENTRY_BUDGET,
    Activation,
    Arguments,
    OutOfBudget,
)
from torchvet.interpret.state import ModeState, State, merge
from torchvet.interpret.values import External, Function, Ref, Unknown, Value
from torchvet.program.knowledge.frameworks import LIFE_CYCLES, LifeCycle, Phase
from torchvet.program.relevance import named_after, names_in, relevant, words_in


class Entries(Keeping):
    """The part of the interpreter that executes what nothing calls."""

    def _run_uncalled(self, state: State) -> None:
        self.assumed_entry = True
        self.begin_parts()
        named = named_after(self.trace.document.nodes)
        # Functions that are defined inside of others come to be known when these run.
        for round_of in (self._roots, self._roots, self._uncalled, self._uncalled):
            uncalled = self._uncalled()
            worth_it = relevant({each.node: (each.name, words_in(each.node)) for each in uncalled}, named)
            for function in round_of():
                if function.node not in self.executed and function.node in worth_it:
                    self._run_bounded(function, state)

    def _run_bounded(self, function: Function, state: State) -> None:
        """Runs a function with a budget of its own: where it is met, the next function still runs."""
        provider = self.provider(function.node)
        built_on = [provider] if provider is not None else []
        start = provider.surroundings[function.node] if provider is not None else state
        if function.owner is None or function.kind in ("static", "class"):
            self.part(("function", function.node), lambda: self._run_alone(function, start, None), built_on)
            return
        part = self._method_part(function, function.owner, start, built_on)
        if part is not None and not part.events and self.made_of(function.owner, start) is not None:
            # With what the program made of the class it leaves at once; others make others.
            self._method_part(function, function.owner, start, built_on, made=False)

    def _method_part(
        self, function: Function, owner: int, start: State, built_on: list[Part], *, made: bool = True
    ) -> Part | None:
        """Runs a method on an object that is made once for all methods of its class."""
        made_object = self.part(
            ("object", (owner, made)),
            lambda: self._object(owner, self._at_rest(start), made=made),
            built_on,
        )
        instance = made_object.made
        if instance is None or instance[0] is None or (made and function.node in self.executed):
            return None
        key = ("method", (function.node, made))
        return self.part(key, lambda: self._run_alone(function, start, instance), [*built_on, made_object])

    def _object(self, owner: int, state: State, *, made: bool) -> Made:
        before = self.now
        for follows, share in ((True, CALLS_END), (False, 1.0)):
            if self._may_run(share, ENTRY_BUDGET, follows=follows):
                try:
                    return self.object_for(owner, state.fork(), made=made)
                except OutOfBudget:
                    self.trace.incomplete = "a constructor is too large to be followed to its end"
                    self._give_up(before)
                    self.executed = set()
        return None, state

    def _run_alone(self, function: Function, start: State, made: Made | None) -> None:
        if self._may_run(CALLS_END, ENTRY_BUDGET) and self._ends(function, start, made):
            return
        # What it calls is run by itself instead.
        self.executed = set()
        if self._may_run(1.0, AGAIN_BUDGET, follows=False):
            self._ends(function, start, made)
        self.executed = {function.node}

    def _may_run(self, share: float, budget: int, *, follows: bool = True) -> bool:
        """Sets the bounds of a run; false where the clock allows none."""
        self.follows_calls = follows
        self.remaining, self.runs, self.spent = budget, {}, {}
        in_time = self.may_last(share)
        self.is_cut = self.is_cut or not in_time
        return in_time

    def _ends(self, function: Function, start: State, made: Made | None) -> bool:
        """Runs a function; false where that was cut short, or where each path ends inside of a call."""
        before = self.now
        try:
            return self._run_entry(function, start, made)
        except OutOfBudget:
            self.trace.incomplete = f"{function.name}() is too large to be followed to its end"
            self._give_up(before)
            return False

    def _give_up(self, before: Activation) -> None:
        """Leaves the code that was running when the budget was met."""
        self.now, self.unrolled, self.made_in_forward = before, set(), []
        self.assumed_entry = True

    def _uncalled(self) -> list[Function]:
        return [
            function
            for node, function in self.defined.items()
            if node not in self.executed and function.scope.document is self.trace.document
        ]

    def _roots(self) -> list[Function]:
        """The functions that no other uncalled function mentions."""
        uncalled = self._uncalled()
        mentioned: dict[str, set[ast.AST]] = {}
        for function in uncalled:
            for name in names_in(function.node):
                mentioned.setdefault(name, set()).add(function.node)
        # A constructor runs with the first method of its class.
        return [
            function
            for function in uncalled
            if not mentioned.get(function.name, set()) - {function.node} and function.name != "__init__"
        ]

    @staticmethod
    def _at_rest(state: State) -> State:
        """The state after the program's own run, with modes and gradients open."""
        rest = state.fork()
        for identity, record in rest.heap.items():
            if isinstance(record, ModuleObject):
                rest.modes[identity] = ModeState(Mode.UNKNOWN)
        rest.gradients = {}
        rest.facts = {}
        rest.path = ()
        rest.grad_enabled = True
        return rest

    def _run_entry(self, function: Function, start: State, made: Made | None) -> bool:
        """Runs a function; false where no path comes to its end though its text doesn't end in ``raise``."""
        instance, prepared = made or (None, start)
        if instance is None:
            cls = function.owner if function.kind == "class" else None
            return self._run_on(Ref(cls) if cls is not None else None, function, self._at_rest(start))
        self.skips_loops = False
        ended = self._run_on(instance, function, prepared.fork())
        filled = self.with_open_containers(instance, prepared) if self.skips_loops else None
        return ended if filled is None else self._run_on(instance, function, filled)

    def _run_on(self, instance: Ref | None, function: Function, state: State) -> bool:
        """Runs a function, on an object where it is a method; false as above."""
        receiver: list[Value] = [instance] if instance is not None else []
        cycle = self._life_cycle(function, state)
        phase = cycle.hooks.get(function.name) if cycle else None
        if receiver and phase is not None:
            self._enter_phase(receiver[0], phase, state)
        if receiver and cycle is not None and function.name == cycle.loss_hook:
            receiver += self._output_for(receiver[0], function, state)
        before, defined = len(self.trace.events), len(self.noted.defined)
        self.assumed_entry = phase is None
        states = self._run_once(function, receiver, state, first=True)
        if states:
            self.keep_surroundings(defined, states[0])
        stepped = any(
            isinstance(event, Step) and len(event.loops) == 1 for event in self.trace.events[before:]
        )
        if stepped:
            for after in states:
                self._run_once(function, receiver, after, first=False)
        self.assumed_entry = True
        raises = isinstance(function.node, ast.FunctionDef) and isinstance(function.node.body[-1], ast.Raise)
        return bool(states) or raises

    def _run_once(
        self, function: Function, receiver: list[Value], state: State, *, first: bool
    ) -> list[State]:
        """One call of a function, as one pass of a loop that stands outside of the text."""
        arguments = Arguments([*receiver], [None] * len(receiver), open_ended=False)
        self.fill_parameters(function, arguments, state)
        node = self.stand_in(function.node)
        owner = receiver[0] if receiver else None
        is_forward = (
            function.name == "forward" and isinstance(owner, Ref) and self.module(owner.id, state) is not None
        )
        # A framework feeds the batches of a loader to the method that it calls.
        fed_by = Iterates.OTHER if self.assumed_entry else Iterates.LOADER
        with self.looping(LoopPass(self.place(function.node), fed_by, first)):
            outcomes = self.call_function(
                function,
                arguments,
                node,
                state,
                forward_of=owner.id if is_forward and isinstance(owner, Ref) else None,
                is_entry=True,
            )
        return merge([after for _, after in outcomes], 2)

    def _life_cycle(self, function: Function, state: State) -> LifeCycle | None:
        """What a framework does around the methods of a function's class."""
        if function.owner is None:
            return None
        for ancestor in self.ancestry(Ref(function.owner), state):
            if isinstance(ancestor, External) and ancestor.name in LIFE_CYCLES:
                return LIFE_CYCLES[ancestor.name]
        return None

    def _output_for(self, receiver: Value, function: Function, state: State) -> list[Value]:
        """What a hook that computes the loss is given first: what the module's forward returns."""
        if not isinstance(receiver, Ref) or self.module(receiver.id, state) is None:
            return []
        node = self.stand_in(function.node)
        batch = Arguments([Unknown(("batch", node))], [None], open_ended=True)
        # No forward pass of the program's own: rules must not judge its mode.
        with self.activated(replace(self.now, forward_of=-1)):
            return [self.one_path(self.call(receiver, batch, node, state), state)]

    def _enter_phase(self, receiver: Value, phase: Phase, state: State) -> None:
        for identity in self.refs(receiver, state):
            if self.module(identity, state) is None:
                continue
            if phase is Phase.TRAIN:
                self.start_in(identity, Mode.TRAIN, state)
            elif phase is Phase.EVAL:
                self.start_in(identity, Mode.EVAL, state)
        if phase is Phase.EVAL:
            state.grad_enabled = False
