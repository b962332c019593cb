"""Loops, executed to a fixpoint."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from torchvet.interpret.assignments import Assignments
from torchvet.interpret.events import Iterates, LoopEntered, LoopPass
from torchvet.interpret.running import MOST_PATHS, Flow
from torchvet.interpret.state import State, common_start, merge
from torchvet.interpret.values import Constant, Unknown, Value
from torchvet.source.nodes import child_nodes, remembered, walk

_TESTS = ast.If | ast.IfExp | ast.While
_NAMED = ast.Name | ast.Attribute


MOST_TURNS = 8
"""A loop over a known list is executed turn by turn up to this many elements."""

MOST_PASSES = 4


@remembered
def tests_a_number(loop: ast.For | ast.AsyncFor | ast.While) -> bool:
    """Whether a test in a loop's body looks at a name that changes from turn to turn."""
    changing: set[str] = set()
    if not isinstance(loop, ast.While):
        changing = {inner.id for inner in walk(loop.target) if isinstance(inner, ast.Name)}
    tested: set[str] = set()
    for statement in loop.body:
        for inner in walk(statement):
            if isinstance(inner, ast.AugAssign):
                changing.add(ast.unparse(inner.target))
            elif isinstance(inner, _TESTS):
                parts = walk(inner.test)
                tested |= {ast.unparse(part) for part in parts if isinstance(part, _NAMED)}
    return not changing.isdisjoint(tested)


@lru_cache(maxsize=4096)
def calls(test: ast.expr) -> bool:
    """Whether an expression calls something, so that evaluating it once more is not the same."""
    return any(isinstance(part, ast.Call) for part in walk(test))


def own_statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """The statements of a loop's body, those of inner loops and functions left out."""
    found: list[ast.stmt] = []
    waiting = list(body)
    while waiting:
        statement = waiting.pop(0)
        found.append(statement)
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While | ast.FunctionDef | ast.ClassDef):
            continue
        waiting += [inner for inner in child_nodes(statement) if isinstance(inner, ast.stmt)]
        for handler in getattr(statement, "handlers", ()):
            waiting += handler.body
    return found


def is_number(value: Value | None) -> bool:
    """Whether a value is a number (a truth value is none)."""
    return (
        isinstance(value, Constant)
        and isinstance(value.value, int | float)
        and not isinstance(value.value, bool)
    )


class Loops(Assignments):
    """The part of the interpreter that executes loops."""

    def _for(self, node: ast.For | ast.AsyncFor, state: State) -> Flow:
        iterable = self.resolve(self.evaluate(node.iter, state), state)
        known = self.elements(iterable, node.iter, state)
        iterates, loader_node, one_batch = self._what_it_runs_over(iterable, node.iter, state)
        leaves = self._leaves_after_first(node)
        entered = self.record(
            LoopEntered,
            node,
            state,
            iterates=iterates,
            iterable=node.iter,
            loader_node=loader_node,
            one_batch=one_batch,
            leaves_after_first=leaves,
        ).index
        most = MOST_TURNS if not self.runs_over_modules(iterable, state) else 64
        self.skips_loops = self.skips_loops or known == []
        if known is not None and len(known) <= most:
            return self._known_turns(node, known, iterates, state)

        def start(current: State, first: bool) -> list[State]:
            known_first = self._first_element(iterable, current) if first else None
            element = known_first or self.element_of(iterable, node.iter, current)
            self.assign(node.target, element, current)
            return [current]

        return self._passes(node, iterates, start, state, node.orelse, entered)

    @staticmethod
    def _leaves_after_first(node: ast.For | ast.AsyncFor | ast.While) -> ast.stmt | None:
        last = node.body[-1] if node.body else None
        if not isinstance(last, ast.Break | ast.Return):
            return None
        # A ``continue`` would make a second turn.
        skips = any(isinstance(inner, ast.Continue) for statement in node.body for inner in walk(statement))
        return None if skips else last

    def _known_turns(
        self, node: ast.For | ast.AsyncFor, elements: list[Value], iterates: Iterates, state: State
    ) -> Flow:
        flow = Flow()
        states = [state]
        self.unrolled.add(node)
        for number, element in enumerate(elements):
            starts = [after for after in states if self._assigned(node.target, element, after)]
            one = self._one_pass(node, iterates, number == 0, starts)
            flow.returns += one.returns
            flow.normal += one.breaks
            states = merge(one.normal + one.continues, MOST_PATHS)
        self.unrolled.discard(node)
        self._finish(node.orelse, states, flow)
        return flow

    def _assigned(self, target: ast.expr, element: Value, state: State) -> bool:
        self.assign(target, element, state)
        return True

    def _one_pass(
        self, node: ast.For | ast.AsyncFor | ast.While, iterates: Iterates, first: bool, states: list[State]
    ) -> Flow:
        paths = [(after, after.path) for after in states]
        with self.looping(LoopPass(self.place(node), iterates, first)):
            flow = self.execute(node.body, states)
        known = paths[0][1] if paths else ()
        for _, path in paths[1:]:
            known = common_start(known, path)
        for after in flow.normal + flow.continues + flow.breaks:
            after.path = common_start(known, after.path)
        return flow

    def _passes(
        self,
        node: ast.For | ast.AsyncFor | ast.While,
        iterates: Iterates,
        start: Callable[[State, bool], list[State]],
        state: State,
        orelse: list[ast.stmt],
        entered: int,
    ) -> Flow:
        """Executes a loop's body until modes and gradients no longer change from pass to pass."""
        flow = Flow()
        states = [state]
        ends: list[State] = []
        # What the first turn knows of its number doesn't hold in later turns.
        least = 1 if tests_a_number(node) else 0
        for number in range(MOST_PASSES):
            entries = [after.fork() for after in states]
            begun = [ready for after in states for ready in start(after, number == 0)]
            if not begun:
                break
            one = self._one_pass(node, iterates, number == 0, begun)
            flow.returns += one.returns
            flow.normal += one.breaks
            ends = merge(one.normal + one.continues, MOST_PATHS)
            if number == 0 and not ends and (one.breaks or one.returns):
                self._note_left_after_first(node, entered)
            settled = number >= least and self._settled(entries, ends)
            if not ends or settled:
                break
            states = [self._widened(entries[0], after.fork(), node) for after in ends]
        if not isinstance(node, ast.While) or self._can_end(node, ends):
            self._finish(orelse, ends, flow)
        flow.normal = merge(flow.normal, MOST_PATHS)
        return flow

    def _note_left_after_first(self, node: ast.For | ast.AsyncFor | ast.While, entered: int) -> None:
        """The first turn always leaves the loop, by a test that holds in the first turn (``i == 0``)."""
        event = self.trace.at(entered)
        assert isinstance(event, LoopEntered)
        leaving = next(
            (inner for inner in own_statements(node.body) if isinstance(inner, ast.Break | ast.Return)), None
        )
        if event.leaves_after_first is None and leaving is not None:
            self.trace.replace(replace(event, leaves_after_first=leaving))

    @staticmethod
    def _widened(before: State, after: State, node: ast.AST) -> State:
        """Makes the numbers that a pass has changed unknown: they go on changing in later passes."""
        for identity, old, record in before.heap.changed_in(after.heap):
            if old is None:
                continue
            for name, value in list(record.fields.items()):
                if is_number(value) and is_number(old.fields.get(name)) and value != old.fields[name]:
                    symbol = ("counter", node, identity, name)
                    after.forget(symbol)
                    after.write(identity).fields[name] = Unknown(symbol)
        return after

    @staticmethod
    def _can_end(node: ast.While, ends: list[State]) -> bool:
        return not (isinstance(node.test, ast.Constant) and bool(node.test.value)) or not ends

    @staticmethod
    def _settled(entries: list[State], ends: list[State]) -> bool:
        return all(any(end.agrees_with(entry) for entry in entries) for end in ends)

    def _finish(self, orelse: list[ast.stmt], states: list[State], flow: Flow) -> None:
        if orelse and states:
            one = self.execute(orelse, states)
            flow.take_exits(one)
            flow.normal += one.normal
        else:
            flow.normal += states

    def _while(self, node: ast.While, state: State) -> Flow:
        if not calls(node.test):
            test = self.evaluate(node.test, state)
            if isinstance(test, Constant) and not test.value:
                return self.execute(node.orelse, [state])
        entered = self.record(
            LoopEntered,
            node,
            state,
            iterates=Iterates.OTHER,
            iterable=None,
            loader_node=None,
            one_batch=None,
            leaves_after_first=self._leaves_after_first(node),
        ).index

        def start(current: State, first: bool) -> list[State]:
            before, facts = current.path, dict(current.facts)
            with self.looping(LoopPass(self.place(node), Iterates.OTHER, first)):
                kept = [path for outcome, path in self.decide(node.test, current) if outcome]
            for path in kept:
                path.path, path.facts = before, dict(facts)
            return kept

        flow = self._passes(node, Iterates.OTHER, start, state, node.orelse, entered)
        if not flow.normal and not flow.returns:
            flow.normal = [state]
        return flow
