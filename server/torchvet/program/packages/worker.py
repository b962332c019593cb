"""The lane on which questions about packages are asked, one at a time, away from everybody's way."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from torchvet.program.package_facts import PackageFact
from torchvet.program.packages.child import Child, ChildLost, ChildSettings

MOST_QUESTIONS = 400
"""A child is replaced after so many questions."""
MOST_MEGABYTES = 500
"""A child that uses more memory than this is replaced."""
MOST_ATTEMPTS = 2
"""How often a question may cost a child its life."""
MOST_FAILED_STARTS = 3
"""After so many children in a row that could not be started, none is tried for a while."""
MOST_SECONDS_TO_CLOSE = 5.0
REST_AFTER_FAILED_STARTS = 300.0
"""How long that while is, in seconds."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds.

    Args:
        question: for an answer, before the child is given up as hanging.
        start: for a child to start.
        file: for all answers that one file needs, where the caller waits for them.
        idle: before a child with nothing to do is ended.
    """

    question: float = 10.0
    start: float = 20.0
    file: float = 3.0
    idle: float = 120.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for a question.

    Args:
        asked: the qualified name.
        fact: what is known; None where nothing is.
        final: whether nothing more will come.
        given_up: whether the question was given up.
        related: facts about names that will be asked next.
        consulted: top-level names of the packages that were read.
    """

    asked: str
    fact: PackageFact | None
    final: bool
    given_up: bool = False
    related: tuple[PackageFact, ...] = ()
    consulted: tuple[str, ...] = ()


class Worker:
    """Asks questions on a thread of its own; starts, replaces and ends the child.

    Args:
        settings: what a child is started with.
        patience: how long to wait.
        deliver: called on the worker's thread with each reply.
        idle: called on the worker's thread when no question is left.
    """

    def __init__(
        self,
        settings: ChildSettings,
        patience: Patience,
        deliver: Callable[[Reply], None],
        idle: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._patience = patience
        self._deliver = deliver
        self._idle = idle
        self._questions: queue.Queue[str | None] = queue.Queue()
        self._child: Child | None = None
        self._failed_starts = 0
        self._failed_at = 0.0
        self._closing = False
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    @property
    def works(self) -> bool:
        """Whether questions can be asked: it is not closed, and children can be started."""
        resting = time.monotonic() - self._failed_at < REST_AFTER_FAILED_STARTS
        return not self._closing and not (resting and self._failed_starts >= MOST_FAILED_STARTS)

    def schedule(self, asked: str) -> None:
        """Puts a question at the end of the lane."""
        self._questions.put(asked)
        with self._lock:
            if self._thread is None and not self._closing:
                self._thread = threading.Thread(target=self._run, name="torchvet-packages", daemon=True)
                self._thread.start()

    def replace_child(self) -> None:
        """Ends the child, whose knowledge of the packages is out of date; a new one starts at need."""
        with self._lock:
            if self._child:
                self._child.stop()

    def close(self) -> None:
        """Ends the child and the thread."""
        self._closing = True
        self._questions.put(None)
        self.replace_child()
        if self._thread and self._thread is not threading.current_thread():
            self._thread.join(MOST_SECONDS_TO_CLOSE)

    def _run(self) -> None:
        while not self._closing:
            try:
                asked = self._questions.get(timeout=self._patience.idle)
            except queue.Empty:
                self._drop_child()
                continue
            if asked is not None:
                self._handle(asked)
        self._drop_child()

    def _handle(self, asked: str) -> None:
        reply = self._answer(asked)
        if not self._closing:
            self._deliver(reply)
            if self._questions.empty():
                self._idle()

    def _answer(self, asked: str) -> Reply:
        """Asks until there is an answer, or the question has cost too many children their lives."""
        known = Reply(asked, None, True, True)
        attempts = 0
        while attempts < MOST_ATTEMPTS and self.works:
            child = self._ready_child()
            attempts += child is not None
            for reply in self._replies(asked, child) if child else ():
                if reply.final and not reply.given_up:
                    return reply
                known = replace(reply, final=True, given_up=True)
                if not reply.final:
                    self._deliver(reply)
        return known

    def _replies(self, asked: str, child: Child) -> Iterator[Reply]:
        """What a child says to a question; the child is dropped where it is not fit for another one."""
        try:
            for message in child.ask(asked, self._patience.question):
                reply = _reply(asked, message)
                if reply.given_up or child.questions >= MOST_QUESTIONS or child.megabytes > MOST_MEGABYTES:
                    self._drop_child()
                yield reply
        except ChildLost:
            self._drop_child()

    def _ready_child(self) -> Child | None:
        """A running child; None where none could be started this time."""
        if self._child is None:
            try:
                self._start_child()
            except ChildLost:
                self._drop_child()
                self._failed_starts += 1
                self._failed_at = time.monotonic()
                return None
            self._failed_starts = 0
        return self._child

    def _start_child(self) -> None:
        """Starts a child, in a way that :meth:`close` can end it before it is ready."""
        child = Child(self._settings)
        with self._lock:
            self._child = child
            if self._closing:
                child.stop()
        child.greet(self._patience.start)

    def _drop_child(self) -> None:
        with self._lock:
            child, self._child = self._child, None
        if child:
            child.stop()


def _reply(asked: str, message: dict[str, Any]) -> Reply:
    """Reads a child's message.

    Raises:
        ChildLost: the message is none of ours.
    """
    try:
        fact = message.get("fact")
        return Reply(
            asked,
            None if fact is None else PackageFact.from_json(fact),
            bool(message.get("final")),
            bool(message.get("failed")),
            tuple(PackageFact.from_json(each) for each in message.get("related") or ()),
            tuple(str(each) for each in message.get("consulted") or ()),
        )
    except (ValueError, TypeError) as problem:
        raise ChildLost("the child said something unreadable") from problem
