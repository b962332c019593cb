"""The record of one abstract execution."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from torchvet.interpret.events import Event
from torchvet.source.document import Document

EventKind = TypeVar("EventKind", bound=Event)
Reading = TypeVar("Reading")


@dataclass(slots=True)
class Trace:
    """All events of a document's execution, in order.

    Args:
        document: the document that was asked about; events may stand in other documents of the workspace.
        events: the events in order. Their indices grow within each part of the execution, and no two are
            alike; a part that is kept for the next execution keeps its indices.
        incomplete: why the execution was cut short, where it was (a bound that was met).
        next_index: the index of the next event.
    """

    document: Document
    events: list[Event] = field(default_factory=list[Event])
    incomplete: str | None = None
    next_index: int = 0
    _positions: dict[int, int] = field(default_factory=dict[int, int])
    _by_kind: dict[type[Event], list[Event]] = field(default_factory=dict[type[Event], list[Event]])
    _sorted_until: int = 0
    _readings: dict[Any, tuple[int, Any]] = field(default_factory=dict[Any, tuple[int, Any]])

    def add(self, event: Event) -> None:
        """Adds an event, which has ``next_index``."""
        self._positions[event.index] = len(self.events)
        self.events.append(event)
        self.next_index = event.index + 1

    def add_kept(self, events: Iterable[Event]) -> None:
        """Adds the events of a part that an earlier execution has made."""
        for event in events:
            self._positions[event.index] = len(self.events)
            self.events.append(event)

    def replace(self, event: Event) -> None:
        """Puts an event in the place of the one with its index; nobody may have asked for that yet."""
        self.events[self._positions[event.index]] = event

    def of(self, kind: type[EventKind]) -> Iterator[EventKind]:
        """The events of one kind, in order."""
        for event in self.events[self._sorted_until :]:
            self._by_kind.setdefault(type(event), []).append(event)
        self._sorted_until = len(self.events)
        for event in self._by_kind.get(kind, ()):
            assert isinstance(event, kind)
            yield event

    def read_by(self, reader: Callable[[Trace], Reading]) -> Reading:
        """What a function or a class makes of all events so far, made once for all who ask.

        Nobody may change what they get.
        """
        known = self._readings.get(reader)
        if known is None or known[0] != len(self.events):
            known = (len(self.events), reader(self))
            self._readings[reader] = known
        return known[1]

    def at(self, index: int) -> Event:
        """The event with that index."""
        return self.events[self._positions[index]]

    def between(self, first: Event, last: Event) -> list[Event]:
        """The events from one to another, the first among them and the last not."""
        return self.events[self._positions[first.index] : self._positions[last.index]]
