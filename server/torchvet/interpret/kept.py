"""What is kept of an execution for the next one of almost the same text.

An execution falls into parts: the module's own statements, the making of the objects that methods run on,
and each function that nothing calls. Each part starts from what is known after the parts that it builds on
and tells what else it depends on, so that it is executed again only where an edit has changed any of that.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from torchvet.interpret.events import Event
from torchvet.interpret.state import State
from torchvet.interpret.values import Function, Ref

if TYPE_CHECKING:
    from torchvet.interpret.on_demand import Demanded

Made = tuple[Ref | None, State]
"""The object that a class's methods run on, where one can be made, and the state after that."""


@dataclass(slots=True)
class Noted:
    """What a part of an execution depends on, and what it came to know.

    Args:
        functions: the functions whose bodies it has followed.
        uses: the names of the document whose uses it asked for, with the answers.
        switching: the functions of which it asked whether they change modes or gradients, with the answers.
        defined: the functions that it defined.
        stand_ins: the nodes that it made, each with the node of the text that it stands for.
    """

    functions: set[ast.AST] = field(default_factory=set[ast.AST])
    uses: dict[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    switching: dict[ast.AST, bool] = field(default_factory=dict[ast.AST, bool])
    defined: dict[ast.AST, Function] = field(default_factory=dict[ast.AST, Function])
    stand_ins: list[tuple[ast.AST, ast.AST]] = field(default_factory=list[tuple[ast.AST, ast.AST]])


@dataclass(slots=True)
class Memory:
    """What the interpreter remembers besides the objects on its paths.

    Args:
        summaries: the objects that stand for several.
        switched: the modules whose modes were ever set.
        demanded: what was executed of other modules.
        absent: the names that other modules were found to lack.
    """

    summaries: set[int] = field(default_factory=set[int])
    switched: set[int] = field(default_factory=set[int])
    demanded: dict[tuple[int, str], Demanded] = field(default_factory=dict[tuple[int, str], "Demanded"])
    absent: set[tuple[int, str]] = field(default_factory=set[tuple[int, str]])

    def is_like(self, other: Memory) -> bool:
        """Whether the same is remembered."""
        return (self.summaries, self.switched, self.absent) == (
            other.summaries,
            other.switched,
            other.absent,
        ) and self.demanded.keys() == other.demanded.keys()

    def copy(self) -> Memory:
        """The same, which can be changed by itself."""
        return Memory(set(self.summaries), set(self.switched), dict(self.demanded), set(self.absent))


@dataclass(slots=True, eq=False)
class Checkpoint:
    """Where the execution of a module's own statements can go on from.

    Args:
        number: the number of the next statement.
        states: the paths that lead there.
        memory: what is remembered there.
        executed: the functions that were executed until then.
        defined: the functions that were defined until then.
        remaining: what is left of the budget.
        runs: how often each function has run.
        spent: what each function has taken of the budget.
        switching_asked: how often it was found out which functions change modes or gradients.
        incomplete: why something was not followed.
        noted: what the statements from here to the next checkpoint depend on.
        events: the events of these statements.
        is_outdated: whether these statements have to be executed (again).
    """

    number: int
    states: list[State]
    memory: Memory
    executed: set[ast.AST]
    defined: dict[ast.AST, Function]
    remaining: int
    runs: dict[ast.AST, int]
    spent: dict[ast.AST, int]
    switching_asked: int
    incomplete: str | None
    noted: Noted = field(default_factory=Noted)
    events: list[Event] = field(default_factory=list[Event])
    is_outdated: bool = True

    def is_like(self, other: Checkpoint) -> bool:
        """Whether going on from the other one comes to the same."""
        return (
            (self.number, self.switching_asked, self.incomplete, self.runs, self.executed)
            == (other.number, other.switching_asked, other.incomplete, other.runs, other.executed)
            and self.defined == other.defined
            and self.memory.is_like(other.memory)
            and len(self.states) == len(other.states)
            and all(mine.is_like(state) for mine, state in zip(self.states, other.states, strict=True))
        )

    def leaves(self, remaining: int, spent: dict[ast.AST, int]) -> None:
        """Takes what the statements before have taken of the budget more than before."""
        self.remaining += remaining
        for function, more in spent.items():
            if function in self.spent:
                self.spent[function] += more


@dataclass(slots=True, eq=False)
class Part:
    """What the execution of a function that nothing calls, or of a class's constructor, has shown.

    Args:
        noted: what it depends on, besides the parts that it builds on.
        events: its events.
        executed: the functions that count as executed since.
        surroundings: for the functions that it has defined inside of others, the state that these left.
        after: what it left to those who build on it.
        built_on: the parts from whose ends it has started.
        made: of a constructor, the object and the state after it.
        incomplete: why something was not followed.
    """

    noted: Noted
    events: list[Event]
    executed: set[ast.AST]
    surroundings: dict[ast.AST, State]
    after: Memory
    built_on: list[Part]
    made: Made | None = None
    incomplete: str | None = None

    def renewed(self, part: Part) -> Part:
        """This part with what it has shown when it was executed again and ended as before."""
        self.noted, self.events, self.executed = part.noted, part.events, part.executed
        self.incomplete = part.incomplete
        return self
