"""What all parts of the interpreter share: the trace, identities, the running activation, the budget."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from torchvet.interpret.events import CallSite, Event, LoopPass, Place
from torchvet.interpret.records import Frame
from torchvet.interpret.scope import ModuleScope
from torchvet.interpret.state import State, merge
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import (
    NO_EVENTS,
    NOTHING,
    Function,
    Holder,
    Ref,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    members,
)

if TYPE_CHECKING:
    from torchvet.project import Project

EventKind = TypeVar("EventKind", bound=Event)
Outcome = tuple[Value, State]
YieldHook = Callable[[Value, State], list[Outcome]]

MOST_PATHS = 6
"""Paths that differ in modes or gradients are followed apart up to this number."""
DEEPEST_CALL = 24
BUDGET = 400_000
"""The number of evaluated nodes after which an execution is cut short."""


class OutOfBudget(Exception):
    """The execution met its bound."""


@dataclass(slots=True)
class Flow:
    """How the paths through some statements end."""

    normal: list[State] = field(default_factory=list[State])
    breaks: list[State] = field(default_factory=list[State])
    continues: list[State] = field(default_factory=list[State])
    returns: list[Outcome] = field(default_factory=list[Outcome])

    def take_exits(self, other: Flow) -> None:
        """Adds the other flow's ends, except the normal ones."""
        self.breaks += other.breaks
        self.continues += other.continues
        self.returns += other.returns


@dataclass(slots=True)
class Arguments:
    """The arguments of a call.

    Args:
        positional: the values by position.
        nodes: their expressions, where they stand at the call.
        keywords: the values by keyword.
        keyword_nodes: their ``keyword`` nodes.
        open_ended: whether more may follow (``*unknown``, ``**unknown``).
    """

    positional: list[Value] = field(default_factory=list[Value])
    nodes: list[ast.expr | None] = field(default_factory=list["ast.expr | None"])
    keywords: dict[str, Value] = field(default_factory=dict[str, Value])
    keyword_nodes: dict[str, ast.keyword] = field(default_factory=dict[str, ast.keyword])
    open_ended: bool = False

    def get(self, position: int | None, keyword: str) -> Value | None:
        """The argument at that position or with that keyword."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        if position is not None and position < len(self.positional):
            return self.positional[position]
        return None

    def node(self, position: int | None, keyword: str) -> ast.expr | None:
        """The expression of the argument at that position or with that keyword."""
        if keyword in self.keyword_nodes:
            return self.keyword_nodes[keyword].value
        if position is not None and position < len(self.nodes):
            return self.nodes[position]
        return None

    def values(self) -> list[Value]:
        """All arguments."""
        return [*self.positional, *self.keywords.values()]

    def with_first(self, value: Value) -> Arguments:
        """The same arguments after one more at the front."""
        return Arguments(
            [value, *self.positional],
            [None, *self.nodes],
            self.keywords,
            self.keyword_nodes,
            self.open_ended,
        )


@dataclass(slots=True)
class Activation:
    """The code that is running: a module's body or a call of a function.

    Args:
        scope: the module that the code stands in.
        frame: the id of the frame with its names.
        context: a number for the calls through which it was reached.
        stack: those calls, outermost first.
        loops: the running loops, outermost first.
        nodes: the functions that are running, outermost first.
        on_yield: what a ``yield`` does; None where it only makes a generator.
        forward_of: the module whose own code runs; None outside of any.
        in_closure: whether an optimizer's closure runs.
    """

    scope: ModuleScope
    frame: int
    context: int = 0
    stack: tuple[CallSite, ...] = ()
    loops: tuple[LoopPass, ...] = ()
    nodes: tuple[ast.AST, ...] = ()
    on_yield: YieldHook | None = None
    forward_of: int | None = None
    in_closure: bool = False


class Core(ABC):
    """The shared part of the interpreter; the others are mixed in."""

    def __init__(self, trace: Trace, project: Project) -> None:
        self.trace = trace
        self.project = project
        self.now: Activation
        self.assumed_entry = False
        self.executed: set[ast.AST] = set()
        self.defined: dict[ast.AST, Function] = {}
        self.unrolled: set[ast.AST] = set()
        self.remaining = BUDGET
        self._identities: dict[tuple[object, ...], int] = {}
        self._holder_numbers: dict[Holder, int] = {}

    # --- what the parts give each other -------------------------------------------------------

    @abstractmethod
    def evaluate(self, node: ast.expr, state: State) -> Value:
        """The value of an expression; changes the state as the expression does."""

    @abstractmethod
    def evaluate_paths(self, node: ast.expr, state: State) -> list[Outcome]:
        """The value of an expression on each path through it."""

    @abstractmethod
    def execute(self, body: list[ast.stmt], states: list[State]) -> Flow:
        """Executes statements on each of the paths."""

    @abstractmethod
    def call(self, callee: Value, arguments: Arguments, node: ast.expr, state: State) -> list[Outcome]:
        """Calls a value."""

    @abstractmethod
    def attribute(self, value: Value, name: str, node: ast.AST, state: State) -> Value:
        """The value of an attribute."""

    @abstractmethod
    def assign_attribute(self, target: Value, name: str, value: Value, node: ast.AST, state: State) -> None:
        """Sets an attribute."""

    @abstractmethod
    def truth(self, value: Value, state: State) -> bool | None:
        """Whether a value is true; None where unknown."""

    @abstractmethod
    def decide(self, node: ast.expr, state: State) -> list[tuple[bool, State]]:
        """The outcomes of a test, each with the path on which it is so."""

    # --- identities --------------------------------------------------------------------------

    def identity(self, node: ast.AST, *extra: object) -> int:
        """The id of the object that is made at that node through the running calls."""
        return self._number((node, self.now.context, *extra))

    def context_of_call(self, node: ast.AST, function: ast.AST) -> int:
        """A number for the running calls with one more."""
        return self._number(("context", self.now.context, node, function))

    def _number(self, key: tuple[object, ...]) -> int:
        number = self._identities.get(key)
        if number is None:
            number = self._identities[key] = len(self._identities) + 1
        return number

    def holder_number(self, holder: Holder) -> int:
        """A number for a holder, equal for the same holder."""
        return holder if isinstance(holder, int) else self._number(("holder", holder))

    # --- places and events ---------------------------------------------------------------------

    def place(self, node: ast.AST) -> Place:
        """The place of a node of the running code."""
        return Place(self.now.scope.document, node)

    def record(self, kind: type[EventKind], node: ast.AST, state: State, **fields: object) -> EventKind:
        """Adds an event to the trace."""
        event = kind(
            index=len(self.trace.events),
            place=self.place(node),
            stack=self.now.stack,
            loops=self.now.loops,
            conditions=state.path,
            assumed_entry=self.assumed_entry,
            **fields,  # type: ignore[arg-type]
        )
        self.trace.events.append(event)
        return event

    def spend(self, amount: int = 1) -> None:
        """Takes from the budget.

        Raises:
            OutOfBudget: when nothing is left.
        """
        self.remaining -= amount
        if self.remaining < 0:
            raise OutOfBudget

    @contextmanager
    def activated(self, activation: Activation) -> Iterator[None]:
        """Runs other code than the running one for a while."""
        before, self.now = self.now, activation
        try:
            yield
        finally:
            self.now = before

    @contextmanager
    def looping(self, loop: LoopPass) -> Iterator[None]:
        """One pass through a loop's body."""
        before = self.now
        self.now = replace(before, loops=(*before.loops, loop))
        try:
            yield
        finally:
            self.now = before

    # --- values ----------------------------------------------------------------------------------

    def unknown(self, node: ast.AST, *sources: Value, captures: frozenset[int] = frozenset()) -> Unknown:
        """An unknown value made at a node out of other values."""
        symbol = ("made", node, self.now.context)
        return Unknown(
            symbol,
            NOTHING.union(*(holders_of(source) for source in sources)) if sources else NOTHING,
            NO_EVENTS.union(*(events_of(source) for source in sources)) if sources else NO_EVENTS,
            captures,
        )

    def fresh_unknown(self, node: ast.AST, state: State, *sources: Value, captures: frozenset[int] = frozenset()) -> Unknown:
        """An unknown value made anew: what was known of the one made here before is forgotten."""
        value = self.unknown(node, *sources, captures=captures)
        forget(state, value.symbol)
        return value

    def resolve(self, value: Value, state: State) -> Value:
        """What an unknown value has turned out to be."""
        if isinstance(value, Unknown) and state.refined:
            return state.refined.get(value.symbol, value)
        return value

    def refs(self, value: Value, state: State) -> list[int]:
        """The ids of the objects that a value can be."""
        return [
            member.id
            for member in members(value)
            for member in [self.resolve(member, state)]
            if isinstance(member, Ref)
        ]

    def one_path(self, outcomes: list[Outcome], state: State) -> Value:
        """Joins the outcomes of a call into the state that the caller holds, and their values into one."""
        value = outcomes[0][0] if outcomes else Unknown(("never",))
        for other, _ in outcomes[1:]:
            value = join(value, other)
        states = merge([after for _, after in outcomes], 1)
        if states and states[0] is not state:
            adopt(state, states[0])
        return value

    def frame(self, state: State, identity: int | None = None) -> Frame:
        """The frame with that id, or the running code's."""
        record = state.heap[self.now.frame if identity is None else identity]
        assert isinstance(record, Frame)
        return record


def adopt(state: State, other: State) -> None:
    """Makes a state equal to another."""
    taken = other.fork()
    for name in ("heap", "modes", "gradients", "facts", "refined", "grad_enabled", "path", "_owned"):
        setattr(state, name, getattr(taken, name))


def forget(state: State, symbol: object) -> None:
    """Drops what was decided about an unknown value that is made anew."""
    if state.facts:
        for test in [test for test in state.facts if mentions(test, symbol)]:
            del state.facts[test]
    if state.refined:
        for other in [other for other in state.refined if symbol_within(other, symbol)]:
            del state.refined[other]


def mentions(test: Value, symbol: object) -> bool:
    """Whether a formula speaks of an unknown value."""
    if isinstance(test, Unknown):
        return symbol_within(test.symbol, symbol)
    operands = getattr(test, "operands", ())
    return any(mentions(operand, symbol) for operand in operands)


def symbol_within(symbol: object, part: object) -> bool:
    """Whether a symbol is another one, or was derived from it."""
    return symbol == part or (isinstance(symbol, tuple) and any(symbol_within(p, part) for p in symbol))  # type: ignore[arg-type]
