"""The objects of one path, shared between paths as far as they agree."""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.interpret.records import Record

LARGEST_CHANGE = 128
"""Objects that a path changed on its own, above which they are merged into what it shares."""


class Heap:
    """Objects by id: what paths share, and what this path has changed since.

    A path that forks shares everything with the other until one of the two writes, so that a fork costs
    the objects that were changed lately, and a join of two forks looks at those alone.
    """

    __slots__ = ("_changed", "_owned", "_shared")

    def __init__(self) -> None:
        self._shared: dict[int, Record] = {}
        self._changed: dict[int, Record] = {}
        self._owned: set[int] = set()

    def fork(self) -> Heap:
        """A second heap that starts as this one stands."""
        if len(self._changed) > LARGEST_CHANGE:
            self._shared = {**self._shared, **self._changed}
            self._changed = {}
        other = Heap.__new__(Heap)
        other._shared = self._shared
        other._changed = self._changed.copy()
        other._owned = set()
        self._owned = set()
        return other

    def get(self, identity: int) -> Record | None:
        """The object with that id, not to be changed."""
        found = self._changed.get(identity)
        return self._shared.get(identity) if found is None else found

    def __getitem__(self, identity: int) -> Record:
        found = self._changed.get(identity)
        return self._shared[identity] if found is None else found

    def __contains__(self, identity: int) -> bool:
        return identity in self._changed or identity in self._shared

    def ids(self) -> set[int]:
        """The ids of all objects."""
        return {*self._shared, *self._changed}

    def items(self) -> Iterator[tuple[int, Record]]:
        """All objects with their ids, in the order in which they were first made."""
        return iter({**self._shared, **self._changed}.items())

    def write(self, identity: int) -> Record:
        """The object with that id, to be changed on this path only."""
        if identity in self._owned:
            record = self._changed[identity]
            record.revision += 1
            return record
        record = self._changed[identity] = self[identity].copy()
        self._owned.add(identity)
        return record

    def put(self, identity: int, record: Record) -> None:
        """Puts a new object at that id."""
        self._changed[identity] = record
        self._owned.add(identity)

    def drop(self, identity: int) -> None:
        """Forgets an object that nothing refers to any more, where that costs nothing."""
        if identity not in self._shared:
            self._changed.pop(identity, None)
            self._owned.discard(identity)

    def changed_in(self, other: Heap) -> list[tuple[int, Record | None, Record]]:
        """The objects that are others in another heap: their ids, what they are here, and what there."""
        mine, shared = self._changed, self._shared
        theirs = other._changed if shared is other._shared else {**other._shared, **other._changed}
        found: list[tuple[int, Record | None, Record]] = []
        for identity, record in theirs.items():
            known = mine.get(identity)
            if known is None:
                known = shared.get(identity)
            if known is not record:
                found.append((identity, known, record))
        return found
