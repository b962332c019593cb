"""The record of one abstract execution."""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
        events: the events; ``events[i].index == i``.
        incomplete: why the execution was cut short, where it was (a bound that was met).
    """

    document: Document
    events: list[Event] = field(default_factory=list[Event])
    incomplete: str | None = None
    _by_kind: dict[type[Event], list[Event]] = field(default_factory=dict[type[Event], list[Event]])
    _sorted_until: int = 0
    _readings: dict[Any, tuple[int, Any]] = field(default_factory=dict[Any, tuple[int, Any]])

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
        return self.events[index]
