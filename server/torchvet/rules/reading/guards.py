"""The tests that decide whether something happens at a turn of a loop."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.fixes import suites_of
from torchvet.interpret.events import Condition, Event, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.spots import ancestors, same_function
from torchvet.source.nodes import walk

_JUMPS = (ast.Continue, ast.Break, ast.Return, ast.Raise)
_DECIDERS = (ast.If, ast.IfExp)


class Guards:
    """What a trace tells of the tests in its program.

    Args:
        trace: the trace.
    """

    def __init__(self, trace: Trace) -> None:
        self._decided: set[ast.AST] = set()
        self._open: set[ast.AST] = set()
        self._periodic: set[ast.AST] = set()
        self._around: dict[tuple[int, ...], frozenset[ast.AST]] = {}
        # Events of one path share their conditions.
        paths = {id(event.conditions): event.conditions for event in trace.events}
        conditions = {id(condition): condition for path in paths.values() for condition in path}
        seen: set[tuple[ast.AST, bool]] = set()
        for condition in conditions.values():
            if (condition.place.node, condition.known) not in seen:
                seen.add((condition.place.node, condition.known))
                self._note(condition)

    def of(self, event: Event, loop: Place | None) -> set[ast.AST]:
        """The undecided tests inside a loop without which an event would not happen.

        The event stands in one of their branches, also through calls, or behind a branch that leaves
        (``if skip: continue``).
        """
        around = self._tests_around(event, loop)
        return {node for node in around if node in self._open or node not in self._decided}

    def is_periodic(self, event: Event, loop: Place) -> bool:
        """Whether an event happens only at every k-th turn of a loop."""
        return not self._periodic.isdisjoint(self._tests_around(event, loop))

    def is_rarer(self, event: Event, other: Event, loop: Place | None) -> bool:
        """Whether an event happens only at some turns, which a test counts, and the other at more of them.

        How the test comes out may be known: ``step % self.every == 0``, where the default is 1.
        """
        around = self._tests_around(event, loop) - self._tests_around(other, loop)
        counters = {name for node in ancestors(event.place) for name in _counted_by(node)}
        return any(node in self._periodic or _counts(node, counters) for node in around)

    @property
    def any_periodic(self) -> bool:
        """Whether the program has any test of the kind "every k-th turn"."""
        return bool(self._periodic)

    def _tests_around(self, event: Event, loop: Place | None) -> frozenset[ast.AST]:
        places = (event.place, *(site.place for site in event.stack))
        key = (*(id(place.node) for place in places), id(loop.node) if loop is not None else 0)
        if key not in self._around:
            self._around[key] = frozenset(_around(event, loop))
        return self._around[key]

    def _note(self, condition: Condition) -> None:
        holder = next((node for node in ancestors(condition.place) if isinstance(node, _DECIDERS)), None)
        if holder is not None:
            (self._decided if condition.known else self._open).add(holder)
        if holder is not None and condition.periodic:
            self._periodic.add(holder)


def _counted_by(node: ast.AST) -> Iterator[str]:
    """The names that a loop binds at each turn."""
    if isinstance(node, ast.For | ast.AsyncFor):
        yield from (each.id for each in walk(node.target) if isinstance(each, ast.Name))


def _counts(decider: ast.AST, counters: set[str]) -> bool:
    """Whether a test takes a remainder, or asks for one turn of a loop (``turn + 1 == turns``).

    Or for the turns since it last came out so: ``if turn - last >= k: ...; last = turn``.
    """
    if not isinstance(decider, _DECIDERS):
        return False
    nodes = list(walk(decider.test))
    if any(isinstance(node, ast.Mod) for node in nodes):
        return True
    compared = [node for node in nodes if isinstance(node, ast.Compare)]
    names = {each.id for node in compared for each in walk(node) if isinstance(each, ast.Name)}
    asks_for_a_turn = any(isinstance(node.ops[0], ast.Eq) for node in compared) and names & counters
    return bool(asks_for_a_turn or (isinstance(decider, ast.If) and names & _begun_anew(decider)))


def _begun_anew(decider: ast.If) -> set[str]:
    """The names that a branch sets to a number or to another name."""
    found: set[str] = set()
    for statement in decider.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name() | ast.Constant(value=int())):
                found.add(name)
            case _:
                pass
    return found


def excludes(decider: ast.AST, first: Event, second: Event) -> bool:
    """Whether two events stand in the two branches of one test, so that a turn meets only one of them."""
    if not isinstance(decider, ast.If):
        return False
    branches = [_branch(decider, event) for event in (first, second)]
    return None not in branches and branches[0] != branches[1]


def _around(event: Event, loop: Place | None) -> Iterator[ast.AST]:
    for place in (event.place, *(site.place for site in reversed(event.stack))):
        inside = loop is not None and same_function(place, loop)
        yield from _deciders(place, loop.node if inside and loop is not None else None)
        if inside:
            return


def _deciders(place: Place, loop: ast.AST | None) -> Iterator[ast.AST]:
    """The tests around a place, and those before it that may leave, out to a loop."""
    child: ast.AST = place.node
    for node in ancestors(place):
        if isinstance(node, _DECIDERS) and child is not node.test:
            yield node
        yield from _leaving_before(node, child)
        if node is loop:
            return
        child = node
    parent = place.document.parent_of(child)
    if parent is not None:
        yield from _leaving_before(parent, child)


def _leaving_before(parent: ast.AST, child: ast.AST) -> Iterator[ast.If]:
    """The tests in a suite before one of its statements that leave it in one branch."""
    for suite in suites_of(parent):
        number = next((i for i, statement in enumerate(suite) if statement is child), 0)
        for statement in suite[:number]:
            if isinstance(statement, ast.If) and any(
                branch and isinstance(branch[-1], _JUMPS) for branch in (statement.body, statement.orelse)
            ):
                yield statement


def _branch(decider: ast.If, event: Event) -> str | None:
    for place in (event.place, *(site.place for site in event.stack)):
        child: ast.AST = place.node
        for node in ancestors(place):
            if node is decider:
                return "body" if any(child is each for each in decider.body) else "orelse"
            child = node
    return None
