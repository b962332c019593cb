"""Puts what an edit has changed into a tree, so that everything else of it stays the same objects.

Most edits change the body of one function. A tree made anew would have none of the nodes of the one before;
a patched one keeps all but the new body's, and what is known of the others stays known.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import cast

from torchvet.source.nodes import forget_answers, walk
from torchvet.source.recovery import Recovered
from torchvet.source.text import LineIndex

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
_SUITES = ("body", "orelse", "finalbody")
_CLAUSES = ("handlers", "cases")


@dataclass(slots=True)
class Patch:
    """What an edit has changed in a tree.

    Args:
        functions: the functions in whose bodies something has changed, still the same nodes.
        gone: the nodes that are in the tree no more.
        first: the number of the module's first statement that is another one, new, or executes another one
            by itself; None where there is none. Those behind it may be others as well.
    """

    functions: list[FunctionNode] = field(default_factory=list[FunctionNode])
    gone: set[ast.AST] = field(default_factory=set[ast.AST])
    first: int | None = None


class _Stretch:
    """The lines in which two texts differ.

    Args:
        old: the text before, as the parser got it.
        new: the text after.
    """

    def __init__(self, old: str, new: str) -> None:
        before, after = _lines(old), _lines(new)
        shorter = min(len(before), len(after))
        same = 0
        while same < shorter and before[same] == after[same]:
            same += 1
        rest = 0
        while rest < shorter - same and before[-1 - rest] == after[-1 - rest]:
            rest += 1
        self.last_above = same
        """The last line, from 1, above which both are the same."""
        self.first_below = len(before) - rest + 1
        """The first line of the old text from which on both are the same."""
        self.moved = len(after) - len(before)

    def is_above(self, old: ast.stmt, new: ast.stmt) -> bool:
        """Whether both are the same statement, above what differs."""
        return _span(old) == _span(new) and _span(old)[2] <= self.last_above

    def is_below(self, old: ast.stmt, new: ast.stmt) -> bool:
        """Whether both are the same statement, below what differs."""
        first, column, last, end = _span(old)
        return first >= self.first_below and _span(new) == (
            first + self.moved,
            column,
            last + self.moved,
            end,
        )


def patched(old: Recovered, new: Recovered) -> tuple[Recovered, Patch]:
    """Makes a tree into the tree of another text.

    Args:
        old: the tree to be changed, with its text.
        new: the other text with its tree, of which nodes are taken over.

    Returns:
        The changed tree with the other text, and what was changed in it.
    """
    patching = _Patching(_Stretch(old.code, new.code))
    old.tree.body, patching.patch.first = patching.suite(old.tree.body, new.tree.body)
    return Recovered(old.tree, new.code, new.problem, new.shifts), patching.patch


class _Outcome(Enum):
    """What has become of a statement: says it the same, has a suite changed, or is it another one?"""

    SAME = "same"
    CHANGED = "changed"
    OTHER = "other"


class _Patching:
    """Patches suite by suite.

    Args:
        stretch: where the texts differ.
    """

    def __init__(self, stretch: _Stretch) -> None:
        self._stretch = stretch
        self.patch = Patch()

    def suite(self, old: list[ast.stmt], new: list[ast.stmt]) -> tuple[list[ast.stmt], int | None]:
        """The statements that a suite has now, and the number of the first that isn't as it was."""
        stretch, above, below = self._stretch, 0, 0
        shorter = min(len(old), len(new))
        while above < shorter and stretch.is_above(old[above], new[above]):
            above += 1
        while below < shorter - above and stretch.is_below(old[-1 - below], new[-1 - below]):
            below += 1
        if stretch.moved:
            for statement in old[len(old) - below :]:
                _move(statement, stretch.moved)
        before, between = old[above : len(old) - below], new[above : len(new) - below]
        first = above if len(before) != len(between) else None
        for number, (mine, other) in enumerate(zip(before, between, strict=False)):
            outcome = self._statement(mine, other)
            if outcome is not _Outcome.OTHER:
                between[number] = mine
            if outcome is not _Outcome.SAME and first is None:
                first = above + number
        kept = set(between)
        self.patch.gone.update(inner for each in before if each not in kept for inner in walk(each))
        return [*old[:above], *between, *old[len(old) - below :]], first

    def _statement(self, old: ast.stmt, new: ast.stmt) -> _Outcome:
        """Makes a statement into another one, where it is the same but for its suites."""
        if type(old) is not type(new) or _header(old) != _header(new):
            return _Outcome.OTHER
        for mine, other in zip(_header_nodes(old), _header_nodes(new), strict=True):
            _take_place(mine, other)
        functions, changed = len(self.patch.functions), False
        for (mine, name), (other, _) in zip(_suites(old), _suites(new), strict=True):
            suite, first = self.suite(getattr(mine, name), getattr(other, name))
            setattr(mine, name, suite)
            changed = changed or first is not None
        if changed or len(self.patch.functions) > functions:
            forget_answers(old)
            if isinstance(old, FunctionNode):
                self.patch.functions.append(old)
                return _Outcome.SAME
        return _Outcome.CHANGED if changed else _Outcome.SAME


def _clauses(statement: ast.stmt) -> list[ast.AST]:
    """A statement and its clauses that have suites of their own."""
    return [statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]


def _suites(statement: ast.stmt) -> list[tuple[ast.AST, str]]:
    """The suites of a statement, each as a clause with the name of its field."""
    return [
        (clause, name)
        for clause in _clauses(statement)
        for name in _SUITES
        if isinstance(getattr(clause, name, None), list)
    ]


def _header(statement: ast.stmt) -> list[object]:
    """All that a statement says but for its suites."""
    said: list[object] = []
    for clause in _clauses(statement):
        said.append(type(clause))
        for name, value in ast.iter_fields(clause):
            if name not in _SUITES and name not in _CLAUSES:
                parts = _listed(value)
                said += [name, len(parts)]
                said += [ast.dump(part) if isinstance(part, ast.AST) else part for part in parts]
    return said


def _listed(value: object) -> list[object]:
    return cast("list[object]", value) if isinstance(value, list) else [value]


def _header_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    for clause in _clauses(statement):
        yield clause
        for name in clause._fields:
            if name not in _SUITES and name not in _CLAUSES:
                for part in _listed(getattr(clause, name, None)):
                    if isinstance(part, ast.AST):
                        yield from walk(part)


def _take_place(old: ast.AST, new: ast.AST) -> None:
    if isinstance(old, ast.stmt | ast.expr) and isinstance(new, ast.stmt | ast.expr):
        old.lineno, old.col_offset = new.lineno, new.col_offset
        old.end_lineno, old.end_col_offset = new.end_lineno, new.end_col_offset
    elif hasattr(old, "lineno"):
        ast.copy_location(old, new)


def _move(statement: ast.stmt, lines: int) -> None:
    for node in walk(statement):
        if hasattr(node, "lineno"):
            node.lineno += lines  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
            node.end_lineno += lines  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]


def _span(statement: ast.stmt) -> tuple[int, int, int, int]:
    """A statement's first line and column, its decorators included, and its last ones."""
    first, column = statement.lineno, statement.col_offset
    for decorator in getattr(statement, "decorator_list", ()):
        if decorator.lineno < first:
            first, column = decorator.lineno, decorator.col_offset
    return first, column, statement.end_lineno or first, statement.end_col_offset or 0


def _lines(text: str) -> list[str]:
    index = LineIndex(text)
    return [index.line(number) for number in range(len(index))]
