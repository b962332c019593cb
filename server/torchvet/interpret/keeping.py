"""Keeps the parts of an execution that come after the module's own statements."""

from __future__ import annotations

import ast
from collections.abc import Callable

from torchvet.interpret.kept import Made, Memory, Noted, Part
from torchvet.interpret.questions import Questions
from torchvet.interpret.receivers import Receivers
from torchvet.interpret.trace import Trace

FIRST_INDEX, MOST_EVENTS = 1_000_000_000, 10_000
"""The indices of the events of each part begin at a multiple of the latter after the former."""


class Keeping(Receivers):
    """The part of the interpreter that keeps what uncalled functions have shown."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        super().__init__(trace, project)
        self.parts: dict[tuple[str, object], Part] = {}
        self.former_parts: dict[tuple[str, object], Part] = {}
        """What is to be executed again, as it was before."""
        self._numbers: dict[tuple[str, object], int] = {}
        self._providers: dict[ast.AST, Part] = {}
        self._present: dict[tuple[str, object], Part] = {}
        """Those that have run in this execution, or were taken over."""
        self._base = Memory()

    def begin_parts(self) -> None:
        """Takes what is remembered now for that from which each part starts."""
        self._base = self.memory.copy()
        self._providers, self._present = {}, {}

    def provider(self, function: ast.AST) -> Part | None:
        """The part that has defined a function inside of another one, if one has."""
        return self._providers.get(function)

    def part(self, key: tuple[str, object], run: Callable[[], Made | None], built_on: list[Part]) -> Part:
        """Runs a part of the execution, or takes what is kept of it.

        Args:
            key: what the part is.
            run: runs it; gives what is to be kept of it besides its events.
            built_on: the parts from whose ends it starts.
        """
        part = self._present.get(key)
        if part is not None:
            return part
        part = self.parts.get(key)
        if part is None or not _are_same(part.built_on, built_on):
            part = self._ran(key, run, built_on)
        else:
            self.trace.add_kept(part.events)
        self._present[key] = part
        self.trace.incomplete = self.trace.incomplete or part.incomplete
        self.executed |= part.executed
        self.defined.update(part.noted.defined)
        for inner in part.surroundings:
            self._providers.setdefault(inner, part)
        return part

    def _ran(self, key: tuple[str, object], run: Callable[[], Made | None], built_on: list[Part]) -> Part:
        first, executed = len(self.trace.events), self.executed
        incomplete, self.trace.incomplete = self.trace.incomplete, None
        self._start(key, built_on)
        try:
            made = run()
        finally:
            ran, self.executed, self.running_part = self.executed, executed, None
        reason, self.trace.incomplete = self.trace.incomplete, incomplete
        events = self.trace.events[first:]
        part = Part(self.noted, events, ran, self.surroundings, self.memory, built_on, made, reason)
        former = self.former_parts.pop(key, None)
        if former is not None and _end_alike(former, part):
            part = former.renewed(part)
        if not self.is_cut:
            self.parts[key] = part
        return part

    def _start(self, key: tuple[str, object], built_on: list[Part]) -> None:
        """Starts a part from where those that it builds on have ended, and from nothing else."""
        number = self._numbers.setdefault(key, len(self._numbers))
        self.trace.next_index = FIRST_INDEX + number * MOST_EVENTS
        self.memory = (built_on[-1].after if built_on else self._base).copy()
        self.running_part, self.noted = key, Noted()
        self.executed, self.surroundings = set(), {}
        self.forget_running()


def _are_same(first: list[Part], second: list[Part]) -> bool:
    return len(first) == len(second) and all(mine is other for mine, other in zip(first, second, strict=True))


def _end_alike(former: Part, part: Part) -> bool:
    """Whether those who build on a part find the same as before, though it was executed again."""
    if former.made is None or part.made is None or not _are_same(former.built_on, part.built_on):
        return False
    return (
        former.made[0] == part.made[0]
        and former.after.is_like(part.after)
        and former.surroundings.keys() == part.surroundings.keys()
        and [(type(event), event.index, event.place) for event in former.events]
        == [(type(event), event.index, event.place) for event in part.events]
        and former.made[1].is_like(part.made[1])
    )
