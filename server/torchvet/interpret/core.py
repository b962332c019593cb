"""What all parts of the interpreter share: the trace, identities, the running code, the budget."""

from __future__ import annotations

import ast
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from time import thread_time
from typing import TYPE_CHECKING

from torchvet.abandoned import Abandoned
from torchvet.interpret.events import LoopPass, Place
from torchvet.interpret.kept import Memory, Noted
from torchvet.interpret.parts import Parts
from torchvet.interpret.questions import Questions
from torchvet.interpret.records import Frame, Instance
from torchvet.interpret.running import (
    BUDGET,
    EVENT_COST,
    LONGEST_RUN,
    Activation,
    EventKind,
    Outcome,
    OutOfBudget,
)
from torchvet.interpret.state import State, merge
from torchvet.interpret.trace import Trace
from torchvet.interpret.values import (
    NO_EVENTS,
    NOTHING,
    Attribute,
    Function,
    Holder,
    Ref,
    Several,
    Unknown,
    Value,
    events_of,
    holders_of,
    join,
    members,
)

if TYPE_CHECKING:
    from torchvet.interpret.modules import Structure

_OBJECTS = (Ref, Attribute, Several)


class Core(Parts):
    """The shared part of the interpreter; the others are mixed in."""

    def __init__(self, trace: Trace, project: Questions) -> None:
        self.trace = trace
        self.project = project
        self.now: Activation
        self.assumed_entry = False
        self.executed: set[ast.AST] = set()
        self.defined: dict[ast.AST, Function] = {}
        self.unrolled: set[ast.AST] = set()
        self.memory = Memory()
        self.noted = Noted()
        self.is_cut = False
        self.running_part: tuple[str, object] | None = None
        self._stand_ins: dict[tuple[object, int, ast.AST], ast.expr] = {}
        self._structures: dict[int, Structure] = {}
        self.one_of_losses = False
        self.making_many: int = 0
        self.made_in_forward: list[tuple[int, int, ast.expr, Activation]] = []
        self.remaining: int = BUDGET
        self.follows_calls = True
        self.skips_loops = False
        self._until_clock = 200
        self._began = thread_time()
        self.ends_at = self._began + LONGEST_RUN
        self._switching: dict[ast.AST, bool] = {}
        self.switching_asked: list[dict[ast.AST, str]] = []
        self.runs: dict[ast.AST, int] = {}
        self.spent: dict[ast.AST, int] = {}
        self._identities: dict[tuple[object, ...], int] = {}
        self._holder_numbers: dict[Holder, int] = {}

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

    def stand_in(self, node: ast.AST) -> ast.expr:
        """An expression where the text has none: it stands where a node of the text stands.

        The same part of the execution gets the same ones when it runs again.
        """
        key = self.running_part, len(self.noted.stand_ins), node
        made = self._stand_ins.get(key)
        if made is None:
            made = self._stand_ins[key] = ast.Constant(None)
        ast.copy_location(made, node)
        self.noted.stand_ins.append((made, node))
        return made

    def place(self, node: ast.AST) -> Place:
        """The place of a node of the running code."""
        return Place(self.now.scope.document, node)

    def record(self, kind: type[EventKind], node: ast.AST, state: State, **fields: object) -> EventKind:
        """Adds an event to the trace."""
        event = kind(
            index=self.trace.next_index,
            place=self.place(node),
            stack=self.now.stack,
            loops=self.now.loops,
            conditions=state.path,
            assumed_entry=self.assumed_entry,
            **fields,
        )
        self.trace.add(event)
        self.spend(EVENT_COST)
        return event

    def spend(self, amount: int = 1) -> None:
        """Takes from the budget, and looks at the clock now and then.

        Raises:
            OutOfBudget: when nothing is left.
            Abandoned: when nobody waits for the execution any more.
        """
        self.remaining -= amount
        self._until_clock -= 1
        if self._until_clock < 0:
            self._until_clock = 200
            if self.project.is_abandoned():
                raise Abandoned
            if thread_time() > self.ends_at:
                self.is_cut = True
                raise OutOfBudget
        if self.remaining < 0:
            raise OutOfBudget

    def begin(self) -> None:
        """Starts the clock."""
        self._began = thread_time()

    def forget_running(self) -> None:
        """Forgets what belongs to code that ran before, so that other code starts from nothing of it."""
        self.unrolled, self.made_in_forward = set(), []
        self.one_of_losses, self.making_many, self.is_cut = False, 0, False

    def may_last(self, share: float) -> bool:
        """Sets the share of the longest run after which it is cut; false where that is over already."""
        self.ends_at = self._began + share * LONGEST_RUN
        return thread_time() < self.ends_at

    def extend_time(self, seconds: float) -> None:
        """Takes time that others have spent out of the account."""
        self._began += seconds
        self.ends_at += seconds

    @contextmanager
    def activated(self, activation: Activation) -> Generator[None]:
        """Runs other code than the running one for a while."""
        before, self.now = self.now, activation
        try:
            yield
        finally:
            self.now = before

    @contextmanager
    def looping(self, loop: LoopPass) -> Generator[None]:
        """One pass through a loop's body."""
        before = self.now
        self.now = before.within(loop)
        try:
            yield
        finally:
            self.now = before

    def unknown(self, node: ast.AST, *sources: Value, captures: frozenset[int] = frozenset()) -> Unknown:
        """An unknown value made at a node out of other values."""
        holders, events = NOTHING, NO_EVENTS
        for source in sources:
            holders, events = holders | holders_of(source), events | events_of(source)
        return Unknown(("made", node, self.now.context), holders, events, captures)

    def fresh_unknown(
        self, node: ast.AST, state: State, *sources: Value, captures: frozenset[int] = frozenset()
    ) -> Unknown:
        """An unknown value made anew: what was known of the one made here before is forgotten."""
        value = self.unknown(node, *sources, *self.held_in_objects(sources, state), captures=captures)
        state.forget(value.symbol)
        return value

    @staticmethod
    def held_in_objects(values: Iterable[Value], state: State) -> list[Value]:
        """What some objects hold: what a base class gives that can't be seen is made of that."""
        found: list[Value] = []
        for value in values:
            for member in members(value) if type(value) in _OBJECTS else ():
                holder = member.receiver if isinstance(member, Attribute) else member
                record = state.read(holder.id) if isinstance(holder, Ref) else None
                if isinstance(record, Instance) and type(record) is Instance:
                    found += [*record.fields.values(), *record.arguments.values()]
        return found

    def resolve(self, value: Value, state: State) -> Value:
        """What an unknown value has turned out to be."""
        if state.refined and type(value) is Unknown:
            return state.refined.get(value.symbol, value)
        return value

    def refs(self, value: Value, state: State) -> list[int]:
        """The ids of the objects that a value can be."""
        if type(value) is not Several:
            value = self.resolve(value, state)
            return [value.id] if type(value) is Ref else []
        found = [self.resolve(member, state) for member in members(value)]
        return [member.id for member in found if type(member) is Ref]

    def one_path(self, outcomes: list[Outcome], state: State) -> Value:
        """Joins the outcomes of a call into the state that the caller holds, and their values into one."""
        value = outcomes[0][0] if outcomes else Unknown(("never",))
        for other, _ in outcomes[1:]:
            value = join(value, other)
        states = merge([after for _, after in outcomes], 1)
        if states and states[0] is not state:
            state.adopt(states[0])
        return value

    def frame(self, state: State, identity: int | None = None) -> Frame:
        """The frame with that id, or the running code's."""
        record = state.heap[self.now.frame if identity is None else identity]
        assert isinstance(record, Frame)
        return record
