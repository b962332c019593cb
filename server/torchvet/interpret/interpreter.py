"""Executes a whole document: first as Python would, then what nothing in it calls."""

from __future__ import annotations

import ast
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from math import inf
from time import thread_time

from torchvet.interpret.depth import with_room
from torchvet.interpret.entries import Entries
from torchvet.interpret.keeping import MOST_EVENTS
from torchvet.interpret.kept import Checkpoint, Noted
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import Frame
from torchvet.interpret.running import (
    BUDGET,
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

_DEFINITIONS = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom


class Interpreter(Entries):
    """The whole interpreter."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        super().__init__(trace, project)
        self.checkpoints: list[Checkpoint] = []
        """Where the module's own statements can be gone on from; the last one behind all of them."""
        self._reached = State()
        """A path to the last statement of the module's own that was begun."""

    def run(self, ran: Callable[[], None] | None = None, *, whole: bool = True) -> None:
        """Executes the trace's document, as far as nothing is kept of an execution before.

        Args:
            ran: called after the document's own run, before what nothing calls is executed.
            whole: whether the latter is executed at all.
        """
        self.begin()
        self.may_last(PROGRAM_ENDS)
        state = self._run_program()
        if ran is not None:
            began = thread_time()
            ran()
            self.extend_time(thread_time() - began)
        if whole:
            self._run_uncalled(state)

    def _run_program(self) -> State:
        """Executes the document's own statements; gives the state after them."""
        if not self.checkpoints:
            self._begin_program()
        self.now = self._top
        try:
            states = self._execute_program()
        except OutOfBudget:
            self.trace.incomplete = "the program is too large to be followed to its end"
            self.now, self.checkpoints = self._top, []
            return self._with_definitions(self._reached)
        if not states:
            self.checkpoints = []
            return self._reached
        return merge(states, 1)[0]

    def _begin_program(self) -> None:
        state, self.remaining = State(), BUDGET
        state.put(self._top.frame, Frame(scope=self._top.scope))
        self.checkpoints = [self._checkpoint(0, [state])]

    def _execute_program(self) -> list[State]:
        """Executes the document's own statements from outdated checkpoints on; gives the paths to the end."""
        number, end = 0, len(self.trace.document.tree.body)
        while True:
            checkpoint = self.checkpoints[number]
            if checkpoint.number < end and checkpoint.is_outdated:
                states = self._execute_from(number)
                if not states:
                    return []
            elif number + 1 < len(self.checkpoints):
                self.trace.add_kept(checkpoint.events)
            else:
                return self._go_on_from(checkpoint, number)
            number += 1

    def _execute_from(self, number: int) -> list[State]:
        """Executes statements from a checkpoint to the next one, which is made where it isn't known."""
        document, checkpoint = self.trace.document, self.checkpoints[number]
        body, first = document.tree.body, len(self.trace.events)
        states = self._go_on_from(checkpoint, number)
        self.noted = checkpoint.noted = Noted()
        if document.open_lines:
            # Statements are executed together, since the lines between them count.
            del self.checkpoints[number + 1 :]
        following = checkpoint.number
        while states and following < len(body):
            self._reached = states[0]
            ending = len(body) if document.open_lines else following + 1
            states = self.execute(body[following:ending], states).normal
            following = ending
            if following < len(body) and not isinstance(body[following], _DEFINITIONS):
                break
        checkpoint.events, checkpoint.is_outdated = self.trace.events[first:], False
        if states:
            self._arrive(number + 1, self._checkpoint(following, states))
        return states

    def _arrive(self, number: int, checkpoint: Checkpoint) -> None:
        """Comes to a checkpoint: what was executed from there on holds where it is the same as before."""
        known = self.checkpoints[number] if number < len(self.checkpoints) else None
        if known is None or not known.is_like(checkpoint):
            self.checkpoints[number : number + 1] = [checkpoint]
            self.parts.clear()
            return
        remaining = checkpoint.remaining - known.remaining
        spent = {each: more - known.spent.get(each, 0) for each, more in checkpoint.spent.items()}
        for later in self.checkpoints[number:]:
            later.leaves(remaining, spent)
        if self.checkpoints[-1].remaining < 0:
            raise OutOfBudget

    def _checkpoint(self, number: int, states: list[State]) -> Checkpoint:
        return Checkpoint(
            number,
            [state.fork() for state in states],
            self.memory.copy(),
            set(self.executed),
            dict(self.defined),
            self.remaining,
            dict(self.runs),
            dict(self.spent),
            len(self.switching_asked),
            self.trace.incomplete,
        )

    def _go_on_from(self, checkpoint: Checkpoint, number: int) -> list[State]:
        """Remembers what was remembered there; gives the paths that lead there."""
        self.memory = checkpoint.memory.copy()
        self.executed, self.defined = set(checkpoint.executed), dict(checkpoint.defined)
        self.remaining = checkpoint.remaining
        self.runs, self.spent = dict(checkpoint.runs), dict(checkpoint.spent)
        self.forget_running()
        self.assumed_entry, self.follows_calls = False, True
        self.trace.incomplete = checkpoint.incomplete
        self.trace.next_index = number * MOST_EVENTS
        return [state.fork() for state in checkpoint.states]

    def renew_stand_ins(self) -> None:
        """Moves the nodes that the interpreter has made to where those are now that they stand for."""
        for noted in (
            *(each.noted for each in self.checkpoints),
            *(part.noted for part in self.parts.values()),
        ):
            for made, node in noted.stand_ins:
                ast.copy_location(made, node)

    def note_rest(self) -> None:
        """Records what shows without being executed, after a run that was cut short: no time is counted."""
        self.now, self.remaining, self.ends_at = self._top, ENTRY_BUDGET, inf
        self.trace.next_index = 1 + max((event.index for event in self.trace.events), default=0)
        with suppress(OutOfBudget):
            self.note_bare_methods_not_reached()

    @cached_property
    def _top(self) -> Activation:
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
    interpreter = Interpreter(Trace(document), Questions(project, document))
    return execute_with(interpreter, ran, whole=whole)


def execute_with(
    interpreter: Interpreter, ran: Callable[[Trace], None] | None = None, *, whole: bool = True
) -> Trace:
    """Lets an interpreter execute the document of its trace, as ``execute`` does."""
    trace = interpreter.trace

    def run() -> None:
        try:
            interpreter.run(partial(ran, trace) if ran else None, whole=whole)
        except OutOfBudget:
            trace.incomplete = "the program is too large to be followed to its end"
        except RecursionError:
            trace.incomplete = "the program is nested too deeply to be followed"
            interpreter.checkpoints = []
        if whole and trace.incomplete is not None:
            interpreter.note_rest()

    with_room(run)
    return trace
