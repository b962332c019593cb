"""The state of one path through the program: what every object is at this moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

from torchvet.immutable import immutable
from torchvet.interpret.events import Condition, Gradient, Mode
from torchvet.interpret.heap import Heap
from torchvet.interpret.records import ModuleObject, OptimizerObject, Record
from torchvet.interpret.values import Formula, Holder, Several, Symbol, Unknown, Value, join, members


@immutable(frozen=True, slots=True)
class ModeState:
    """The mode of one module's own behaviour, and the ModeSet events that made it so."""

    mode: Mode
    set_by: tuple[int, ...] = ()


Apart = tuple[frozenset[int], frozenset[int]]


@immutable(frozen=True, slots=True)
class GradientState:
    """What is in ``.grad`` of one holder; the fields are those of ``HolderGradient``."""

    gradient: Gradient
    backwards: tuple[int, ...] = ()
    added: tuple[int, ...] = ()
    step: int | None = None
    zeroed: int | None = None


MOST_CAUSES = 16
"""Events that made a mode or gradient what it is are kept up to this number."""
AS_MADE = ModeState(Mode.TRAIN)
NEVER_FILLED = GradientState(Gradient.CLEAN)
LOST = GradientState(Gradient.UNKNOWN)


class State:
    """All objects, modes and gradients on one path.

    Args of the state:
        heap: the objects by id.
        optimizers: the ids of those that are optimizers.
        modes: the mode of each module that isn't as it was made.
        gradients: what is in ``.grad``, where a backward has ever filled it.
        facts: the outcomes of tests over unknown values that were decided on this path.
        refined: what unknown values have turned out to be by their use.
        grad_enabled: whether gradients are recorded; None where unknown.
        path: the tests decided on the way here.
        apart: modules that two joined paths have made, each its own: if one of the first exists, none of the
            second does.
    """

    __slots__ = (
        "_mentioned",
        "apart",
        "facts",
        "grad_enabled",
        "gradients",
        "heap",
        "modes",
        "optimizers",
        "path",
        "refined",
    )

    def __init__(self) -> None:
        self.heap = Heap()
        self.optimizers: frozenset[int] = frozenset()
        self._mentioned: frozenset[object] = frozenset()
        self.modes: dict[int, ModeState] = {}
        self.gradients: dict[Holder, GradientState] = {}
        self.facts: dict[Value, bool] = {}
        self.refined: dict[Symbol, Value] = {}
        self.grad_enabled: bool | None = True
        self.path: tuple[Condition, ...] = ()
        self.apart: frozenset[Apart] = frozenset()

    def fork(self) -> State:
        """A second path that starts as this one stands."""
        other = State.__new__(State)
        other.heap = self.heap.fork()
        other.optimizers = self.optimizers
        other._mentioned = self._mentioned
        other.modes = self.modes.copy()
        other.gradients = self.gradients.copy()
        other.facts = self.facts.copy()
        other.refined = self.refined.copy()
        other.grad_enabled = self.grad_enabled
        other.path = self.path
        other.apart = self.apart
        return other

    def adopt(self, other: State) -> None:
        """Becomes what another path is, for those who hold this one."""
        taken = other.fork()
        for name in self.__slots__:
            setattr(self, name, getattr(taken, name))

    # --- objects ---------------------------------------------------------------------------

    def read(self, identity: int) -> Record | None:
        """The object with that id, not to be changed."""
        return self.heap.get(identity)

    def write(self, identity: int) -> Record:
        """The object with that id, to be changed on this path only."""
        return self.heap.write(identity)

    def put(self, identity: int, record: Record) -> None:
        """Puts a new object at that id."""
        self.heap.put(identity, record)
        if isinstance(record, OptimizerObject):
            self.optimizers |= {identity}

    # --- unknown values ----------------------------------------------------------------------

    def assume(self, test: Value, outcome: bool) -> None:
        """Remembers how a test over unknown values came out on this path."""
        self.facts[test] = outcome
        self._mentioned |= symbols_in(test)

    def refine(self, symbol: Symbol, value: Value) -> None:
        """Remembers what an unknown value has turned out to be on this path."""
        # What it was before (``self.x = self.x or y``) is another unknown from now on.
        parts = tuple(
            Unknown(("before", symbol), part.holders, part.events)
            if isinstance(part, Unknown) and part.symbol == symbol
            else part
            for part in members(value)
        )
        self.refined[symbol] = parts[0] if len(parts) == 1 else Several(parts)
        self._mentioned |= symbols_in(symbol)

    def forget(self, symbol: Symbol) -> None:
        """Drops what was decided about an unknown value that is made anew."""
        if symbol not in self._mentioned:
            return
        for test in [test for test in self.facts if symbol in symbols_in(test)]:
            del self.facts[test]
        for other in [other for other in self.refined if symbol in symbols_in(other)]:
            del self.refined[other]

    # --- comparison and join ----------------------------------------------------------------

    def agrees_with(self, other: State) -> bool:
        """Whether both paths leave modules in the same modes and gradients in the same state."""
        if self.grad_enabled != other.grad_enabled:
            return False
        if self.modes != other.modes:
            mine, theirs = self.modes, other.modes
            for identity in mine.keys() | theirs.keys():
                if mine.get(identity, AS_MADE).mode is theirs.get(identity, AS_MADE).mode:
                    continue
                # A part of another module that only one path has looked at: it is no other on the other path.
                if not self._has_part_alone(identity, other) and not other._has_part_alone(identity, self):
                    return False
        if self.gradients != other.gradients:
            for holder in self.gradients.keys() | other.gradients.keys():
                mine = self.gradients.get(holder, NEVER_FILLED)
                theirs = other.gradients.get(holder, NEVER_FILLED)
                if mine.gradient is not theirs.gradient:
                    return False
        return True

    def _has_part_alone(self, identity: int, other: State) -> bool:
        """Whether this path knows an object as some part of a module, and the other one not at all."""
        record = self.heap.get(identity)
        return (
            isinstance(record, ModuleObject)
            and record.part_of is not None
            and self.modes.get(identity, AS_MADE).mode is Mode.UNKNOWN
            and identity not in other.heap
        )

    def is_like(self, other: State) -> bool:
        """Whether both paths have come to the same."""
        return (
            self.agrees_with(other)
            and (self.modes, self.gradients, self.facts, self.refined, self.path, self.optimizers, self.apart)
            == (
                other.modes,
                other.gradients,
                other.facts,
                other.refined,
                other.path,
                other.optimizers,
                other.apart,
            )
            and self.heap.ids() == other.heap.ids()
            and all(mine == record for _, mine, record in self.heap.changed_in(other.heap))
        )

    def join(self, other: State) -> State:
        """The state after one of two paths."""
        changed = self.heap.changed_in(other.heap)
        result = self.fork()
        result.optimizers |= other.optimizers
        result._mentioned |= other._mentioned
        for identity, mine, record in changed:
            if mine is None:
                result.heap.put(identity, record.copy())
            elif type(mine) is type(record):
                result.put(identity, mine.join(record))
        result.apart = self._joined_apart(other, changed)
        result.modes = self._joined_modes(other)
        result.gradients = self._joined_gradients(other)
        if self.facts != other.facts:
            result.facts = {
                test: outcome for test, outcome in self.facts.items() if other.facts.get(test) is outcome
            }
        if self.refined != other.refined:
            for symbol, value in other.refined.items():
                mine_refined = result.refined.get(symbol)
                result.refined[symbol] = value if mine_refined is None else join(mine_refined, value)
        if self.grad_enabled is not other.grad_enabled:
            result.grad_enabled = None
        result.path = common_start(self.path, other.path)
        return result

    def _joined_apart(
        self, other: State, changed: list[tuple[int, Record | None, Record]]
    ) -> frozenset[Apart]:
        apart = self.apart
        if other.apart != apart:
            apart = frozenset(
                each
                for each in self.apart | other.apart
                if (each in self.apart or self._lacks_one_side(each))
                and (each in other.apart or other._lacks_one_side(each))
            )
        there = _modules_made(changed)
        here = _modules_made(other.heap.changed_in(self.heap)) if there else there
        return apart | {(here, there)} if here else apart

    def _lacks_one_side(self, apart: Apart) -> bool:
        return any(all(identity not in self.heap for identity in side) for side in apart)

    def are_apart(self, identities: Sequence[int]) -> bool:
        """Whether of some modules only one exists: each was made on another path."""
        return all(
            any(
                (one in here and two in there) or (two in here and one in there) for here, there in self.apart
            )
            for number, one in enumerate(identities)
            for two in identities[:number]
        )

    def _joined_modes(self, other: State) -> dict[int, ModeState]:
        if self.modes == other.modes:
            return dict(self.modes)
        joined = dict(self.modes)
        for identity in self.modes.keys() | other.modes.keys():
            mine, theirs = self.modes.get(identity, AS_MADE), other.modes.get(identity, AS_MADE)
            if mine is theirs:
                continue
            # An object that only one path made is as that path left it.
            if identity not in self.heap:
                joined[identity] = theirs
            elif identity not in other.heap:
                joined[identity] = mine
            elif mine.mode is theirs.mode:
                joined[identity] = replace(mine, set_by=_united(mine.set_by, theirs.set_by))
            else:
                joined[identity] = ModeState(Mode.UNKNOWN, _united(mine.set_by, theirs.set_by))
        return joined

    def _joined_gradients(self, other: State) -> dict[Holder, GradientState]:
        if self.gradients == other.gradients:
            return dict(self.gradients)
        joined = dict(self.gradients)
        for holder in self.gradients.keys() | other.gradients.keys():
            mine = self.gradients.get(holder, NEVER_FILLED)
            theirs = other.gradients.get(holder, NEVER_FILLED)
            if mine is theirs:
                continue
            if mine.gradient is theirs.gradient:
                joined[holder] = replace(
                    mine,
                    backwards=_united(mine.backwards, theirs.backwards),
                    added=_united(mine.added, theirs.added),
                    step=mine.step if mine.step is not None else theirs.step,
                    zeroed=mine.zeroed if mine.zeroed is not None else theirs.zeroed,
                )
            else:
                joined[holder] = LOST
        return joined


def _modules_made(changed: list[tuple[int, Record | None, Record]]) -> frozenset[int]:
    """Of the objects that are others on another path the modules that only that one has."""
    return frozenset(
        identity for identity, mine, record in changed if mine is None and isinstance(record, ModuleObject)
    )


@lru_cache(maxsize=8192)
def symbols_in(part: object) -> frozenset[object]:
    """The symbols that a test or a symbol speaks of, those that it was derived from included."""
    if isinstance(part, Unknown):
        return symbols_in(part.symbol)
    if isinstance(part, Formula):
        return frozenset[object]().union(*(symbols_in(operand) for operand in part.operands))
    if isinstance(part, frozenset):
        return frozenset[object]().union(*(symbols_in(one) for one in cast("frozenset[object]", part)))
    if isinstance(part, tuple):
        inner = cast("tuple[object, ...]", part)
        return frozenset({inner}).union(*(symbols_in(one) for one in inner))
    return frozenset()


def _united(first: tuple[int, ...], second: tuple[int, ...]) -> tuple[int, ...]:
    return first if first == second else tuple(dict.fromkeys(first + second))[:MOST_CAUSES]


def common_start(first: tuple[Condition, ...], second: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """The tests that both paths decided alike, from the first on."""
    if first == second:
        return first
    length = 0
    for mine, theirs in zip(first, second, strict=False):
        if mine is not theirs:
            break
        length += 1
    return first[:length]


def merge(states: list[State], most: int) -> list[State]:
    """Joins the paths that agree on modes and gradients, and then more until ``most`` are left."""
    if len(states) < 2:
        return states
    distinct: list[State] = []
    for state in states:
        for number, kept in enumerate(distinct):
            if kept.agrees_with(state):
                distinct[number] = kept.join(state)
                break
        else:
            distinct.append(state)
    while len(distinct) > most:
        last = distinct.pop()
        distinct[-1] = distinct[-1].join(last)
    return distinct
