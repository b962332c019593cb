"""Executes a whole document: first as Python would, then what nothing in it calls."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf
from time import thread_time

from torchvet.interpret.depth import with_room
from torchvet.interpret.entries import Entries
from torchvet.interpret.records import Frame
from torchvet.interpret.running import (
    CALLS_END,
    ENTRY_BUDGET,
    PROGRAM_ENDS,
    Activation,
    OutOfBudget,
)
from torchvet.interpret.scope import ModuleScope
from torchvet.interpret.state import State, merge
from torchvet.interpret.trace import Trace
from torchvet.project import Project
from torchvet.source.document import Document


class Interpreter(Entries):
    """The whole interpreter."""

    def run(self, ran: Callable[[], None] | None = None, *, whole: bool = True) -> None:
        """Executes the trace's document.

        Args:
            ran: called after the document's own run, before what nothing calls is executed.
            whole: whether the latter is executed at all.
        """
        document = self.trace.document
        state = State()
        top = self.now = self._at_top()
        state.put(top.frame, Frame(scope=top.scope))
        self.may_last(PROGRAM_ENDS)
        states: list[State] | None = None
        try:
            flow = self.execute(document.tree.body, [state])
            states = merge(flow.normal, 1)
        except OutOfBudget:
            self.trace.incomplete = "the program is too large to be followed to its end"
            self.now = top
        if ran is not None:
            began = thread_time()
            ran()
            self.extend_time(thread_time() - began)
        if whole:
            if states is None:
                states = [self._with_definitions(state)]
            self._run_uncalled(states[0] if states else state)

    def note_rest(self) -> None:
        """Records what shows without being executed, after a run that was cut short: no time is counted."""
        self.now, self.remaining, self.ends_at = self._at_top(), ENTRY_BUDGET, inf
        with suppress(OutOfBudget):
            self.note_bare_methods_not_reached()

    def _at_top(self) -> Activation:
        document = self.trace.document
        frame = self._number(("module", document.filename))
        return Activation(ModuleScope(document, "__main__", frame), frame)

    def _with_definitions(self, state: State) -> State:
        """Defines what a program that was cut short didn't come to define; nothing counts as called."""
        self.executed = set()
        self.remaining, state.path = ENTRY_BUDGET, ()
        known = self.frame(state).fields
        for statement in self.trace.document.tree.body:
            defines = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            if defines and statement.name not in known:
                self.may_last(CALLS_END)
                with suppress(OutOfBudget):
                    self.execute([statement], [state])
        return state


def execute(
    document: Document,
    project: Project,
    ran: Callable[[Trace], None] | None = None,
    *,
    whole: bool = True,
) -> Trace:
    """Executes a document abstractly.

    Args:
        document: the document.
        project: the workspace that it stands in.
        ran: called with the trace as it is after the document's own run.
        whole: whether what nothing in the document calls is executed too, after its own run.

    Returns:
        What happened. Where a bound was met, what happened until then, with the reason.
    """
    trace = Trace(document)

    def run() -> None:
        interpreter = Interpreter(trace, project)
        try:
            interpreter.run(partial(ran, trace) if ran else None, whole=whole)
        except OutOfBudget:
            trace.incomplete = "the program is too large to be followed to its end"
        except RecursionError:
            trace.incomplete = "the program is nested too deeply to be followed"
        if whole and trace.incomplete is not None:
            interpreter.note_rest()

    with_room(run)
    return trace
