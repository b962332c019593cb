"""Executes texts that are being typed: what an edit can't have changed is not executed again."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.abandoned import Abandoned
from torchvet.interpret.interpreter import Interpreter, execute_with
from torchvet.interpret.kept import Noted
from torchvet.interpret.questions import Questions
from torchvet.interpret.receivers import TRAINING
from torchvet.interpret.statements import is_end_of
from torchvet.interpret.trace import Trace
from torchvet.program.fields import fields_filled, fields_set
from torchvet.program.mode_reads import training_reads
from torchvet.program.relevance import names_in
from torchvet.project import Project
from torchvet.source.document import Document, FunctionNode
from torchvet.source.patching import Patch

MOST_KEPT = 4
"""So many documents are typed in by turns."""
MOST_EDITS = 200
"""After so many edits all is executed anew: what is kept of texts that are no more takes up memory."""


class Executions:
    """The last execution of each document that is being typed in, for the next one."""

    def __init__(self) -> None:
        self._kept: dict[str, Execution] = {}

    def execute(self, document: Document, project: Project, ran: Callable[[Trace], None]) -> Trace:
        """Executes a document abstractly, as ``interpreter.execute`` does.

        Args:
            document: the document; its tree isn't to be used any more once another text of it is executed.
            project: the workspace that it stands in.
            ran: called with the trace as it is after the document's own run.

        Returns:
            What happened, in a document of the same text.
        """
        execution = self._kept.pop(document.filename, None)
        if execution is None or not execution.becomes(document, project):
            execution = Execution(document, project)
        try:
            trace = execution.run(ran)
        except Abandoned:
            self._keep(document.filename, execution)
            raise
        self._keep(document.filename, execution)
        return trace

    def _keep(self, filename: str, execution: Execution) -> None:
        self._kept[filename] = execution
        while len(self._kept) > MOST_KEPT:
            del self._kept[next(iter(self._kept))]


class Execution:
    """An execution of a document that is being typed in.

    Args:
        document: its first text.
        project: the workspace that it stands in.
    """

    def __init__(self, document: Document, project: Project) -> None:
        self._document = document.twin()
        self._project = project
        self._questions = Questions(project, self._document)
        self._interpreter = Interpreter(Trace(self._document), self._questions)
        self._questions.uses_noted = self._note_uses
        self._outline = _outline(self._document)
        self._edits = 0

    def run(self, ran: Callable[[Trace], None]) -> Trace:
        """Executes the document, as far as nothing is kept of it."""
        self._interpreter.trace = Trace(self._document)
        with self._project.checking(self._document):
            return execute_with(self._interpreter, ran)

    def becomes(self, document: Document, project: Project) -> bool:
        """Takes another text, and gives up what it changes; false where nothing can be kept."""
        self._edits += 1
        if project is not self._project or self._edits > MOST_EDITS or not self._can_go_on():
            return False
        open_before = _functions_around(self._document, self._document.open_lines)
        patch = self._document.become(document)
        open_now = _functions_around(self._document, self._document.open_lines)
        if open_before is None or open_now is None or (open_now and patch.first is not None):
            return False
        before, self._outline = self._outline, _outline(self._document)
        if any(before.get(node, shown) != shown for node, shown in self._outline.items()):
            return False
        self._give_up_changed(patch, open_before | open_now)
        return True

    def _can_go_on(self) -> bool:
        if not self._interpreter.checkpoints:
            return False
        with self._project.checking(self._document):
            return self._questions.have_the_same_answers()

    def _give_up_changed(self, patch: Patch, open_functions: set[FunctionNode]) -> None:
        interpreter = self._interpreter
        touched = {*patch.functions, *patch.gone, *open_functions}
        self._questions.forget_uses()
        asked = len(interpreter.switching_asked)
        if patch.first is not None:
            while len(interpreter.checkpoints) > 1 and interpreter.checkpoints[-1].number > patch.first:
                del interpreter.checkpoints[-1]
            interpreter.checkpoints[-1].is_outdated = True
            asked = interpreter.checkpoints[-1].switching_asked
            interpreter.parts.clear()
        interpreter.ask_switching_again(asked)
        for checkpoint in interpreter.checkpoints:
            if not self._holds(checkpoint.noted, touched):
                checkpoint.is_outdated = True
        interpreter.former_parts.clear()
        for key, part in list(interpreter.parts.items()):
            if not self._holds(part.noted, touched):
                interpreter.former_parts[key] = interpreter.parts.pop(key)
        interpreter.renew_stand_ins()

    def _holds(self, noted: Noted, touched: set[ast.AST]) -> bool:
        """Whether nothing has changed of what a part of the execution depends on."""
        return (
            noted.functions.isdisjoint(touched)
            and all(self._questions.own_uses(name) == uses for name, uses in noted.uses.items())
            and all(self._interpreter.may_switch(node) is may for node, may in noted.switching.items())
        )

    def _note_uses(self, name: str, uses: frozenset[str]) -> None:
        self._interpreter.noted.uses[name] = uses


def _functions_around(document: Document, lines: frozenset[int]) -> set[FunctionNode] | None:
    """The functions whose bodies hold some lines that don't parse; None where one is in no function's."""
    found: set[FunctionNode] = set()
    functions = [node for node in document.nodes if isinstance(node, FunctionNode)] if lines else []
    for line in lines:
        around = [
            each
            for each in functions
            if (each.lineno <= line and line + 1 < (each.end_lineno or 0))
            or is_end_of(each, line + 1, document)
        ]
        if not around:
            return None
        found.update(around)
    return found


def _outline(document: Document) -> dict[ast.AST, tuple[object, ...]]:
    """What others than those who call them look for in a program's functions and classes."""
    outline: dict[ast.AST, tuple[object, ...]] = {}
    for node in document.nodes:
        if isinstance(node, FunctionNode):
            fields = fields_set(node)
            trains = bool(fields) and not names_in(node).isdisjoint(TRAINING)
            outline[node] = fields, fields_filled(node), trains
        elif isinstance(node, ast.ClassDef):
            outline[node] = training_reads(node)
    return outline
