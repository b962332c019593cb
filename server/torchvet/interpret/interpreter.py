"""Executes a whole document: first as Python would, then what nothing in it calls."""

from __future__ import annotations

import ast
from contextlib import suppress

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

    def run(self) -> None:
        """Executes the trace's document."""
        document = self.trace.document
        state = State()
        frame = self._number(("module", document.filename))
        scope = ModuleScope(document, "__main__", frame)
        state.put(frame, Frame(scope=scope))
        self.now = Activation(scope=scope, frame=frame)
        self.may_last(PROGRAM_ENDS)
        try:
            flow = self.execute(document.tree.body, [state])
            states = merge(flow.normal, 1)
        except OutOfBudget:
            self.trace.incomplete = "the program is too large to be followed to its end"
            self.now = Activation(scope=scope, frame=frame)
            states = [self._with_definitions(state)]
        self._run_uncalled(states[0] if states else state)

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


def execute(document: Document, project: Project) -> Trace:
    """Executes a document abstractly.

    Args:
        document: the document.
        project: the workspace that it stands in.

    Returns:
        What happened. Where a bound was met, what happened until then, with the reason.
    """
    trace = Trace(document)

    def run() -> None:
        try:
            Interpreter(trace, project).run()
        except OutOfBudget:
            trace.incomplete = "the program is too large to be followed to its end"
        except RecursionError:
            trace.incomplete = "the program is nested too deeply to be followed"

    with_room(run)
    return trace
