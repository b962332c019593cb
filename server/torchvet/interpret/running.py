"""The code that is running: its activation, its arguments, and how its paths end."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from torchvet.interpret.events import CallSite, Event, LoopPass
from torchvet.interpret.scope import ModuleScope
from torchvet.interpret.state import State
from torchvet.interpret.values import (
    Value,
)

if TYPE_CHECKING:
    pass

EventKind = TypeVar("EventKind", bound=Event)
Outcome = tuple[Value, State]
YieldHook = Callable[[Value, State], list[Outcome]]

MOST_PATHS = 6
"""Paths that differ in modes or gradients are followed apart up to this number."""
DEEPEST_CALL = 24
BUDGET = 100_000
"""The number of evaluated nodes after which the execution of the program itself is cut short."""
ENTRY_BUDGET = 20_000
"""The same for each function that nothing calls."""
AGAIN_BUDGET = 20_000
"""The same for a function that is run again without following its calls, since that was too much."""
EVENT_COST = 50
"""What an event costs of a budget: rules look at all of them."""
MOST_RUNS = 12
FUNCTION_BUDGET = 30_000
"""A function that has run so often, and taken so much in all, is not followed any more."""


LONGEST_RUN = 1.0
"""Seconds of processor time that an execution may take at the very most, whatever the budget says."""
PROGRAM_ENDS, CALLS_END = 0.6, 0.8
"""The shares of it after which the program itself is cut, and no call is followed any more."""


class OutOfBudget(Exception):
    """The execution met its bound."""


# Several times as fast as calling ``list[State]``.
def _no_states() -> list[State]:
    return []


def _no_outcomes() -> list[Outcome]:
    return []


def _no_values() -> list[Value]:
    return []


def _no_nodes() -> list[ast.expr | None]:
    return []


def _no_keywords() -> dict[str, Value]:
    return {}


def _no_keyword_nodes() -> dict[str, ast.keyword]:
    return {}


@dataclass(slots=True)
class Flow:
    """How the paths through some statements end."""

    normal: list[State] = field(default_factory=_no_states)
    breaks: list[State] = field(default_factory=_no_states)
    continues: list[State] = field(default_factory=_no_states)
    returns: list[Outcome] = field(default_factory=_no_outcomes)

    def take_exits(self, other: Flow) -> None:
        """Adds the other flow's ends, except the normal ones."""
        if other.breaks:
            self.breaks += other.breaks
        if other.continues:
            self.continues += other.continues
        if other.returns:
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
        tail: after ``*unknown``, how many of the positional ones surely come last.
    """

    positional: list[Value] = field(default_factory=_no_values)
    nodes: list[ast.expr | None] = field(default_factory=_no_nodes)
    keywords: dict[str, Value] = field(default_factory=_no_keywords)
    keyword_nodes: dict[str, ast.keyword] = field(default_factory=_no_keyword_nodes)
    open_ended: bool = False
    tail: int = 0

    def get(self, position: int | None, keyword: str) -> Value | None:
        """The argument at that position or with that keyword."""
        if keyword in self.keywords:
            return self.keywords[keyword]
        if position is not None and 0 <= position < len(self.positional):
            return self.positional[position]
        return None

    def node(self, position: int | None, keyword: str) -> ast.expr | None:
        """The expression of the argument at that position or with that keyword."""
        if keyword in self.keyword_nodes:
            return self.keyword_nodes[keyword].value
        if position is not None and 0 <= position < len(self.nodes):
            return self.nodes[position]
        return None

    def is_sure(self, position: int, keyword: str) -> bool:
        """Whether the argument at that position or with that keyword is the one that the call gives there."""
        if not self.open_ended or keyword in self.keywords:
            return True
        return position < len(self.nodes) and None not in self.nodes[: position + 1]

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
        arguments: what the running function was given; None for a module's body.
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
    arguments: Arguments | None = None

    def within(self, loop: LoopPass) -> Activation:
        """The same code within one more loop."""
        return Activation(
            self.scope,
            self.frame,
            self.context,
            self.stack,
            (*self.loops, loop),
            self.nodes,
            self.on_yield,
            self.forward_of,
            self.in_closure,
            self.arguments,
        )
