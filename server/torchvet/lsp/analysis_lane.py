"""One lane, one thread: analyses run one after the other, away from the messages."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import threading
from collections.abc import AsyncGenerator, Callable
from typing import TypeVar

Result = TypeVar("Result")

STACK_BYTES = 64 * 1024 * 1024
"""Deeply nested programs need a deep stack; macOS gives threads half a megabyte."""


class AnalysisLane:
    """Runs work in one thread, the most urgent of what is waiting first.

    The thread is a daemon, so that an analysis in progress doesn't hold up the end of the process.

    Args:
        on_busy: told when the lane begins to have work, and when it has none left.
    """

    def __init__(self, on_busy: Callable[[bool], None] = lambda is_busy: None) -> None:
        self._on_busy = on_busy
        self._work: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._waiting: list[tuple[float, asyncio.Future[None]]] = []
        self._is_busy = False
        self._thread: threading.Thread | None = None

    def _set_busy(self, is_busy: bool) -> None:
        self._is_busy = is_busy
        self._on_busy(is_busy)

    @contextlib.asynccontextmanager
    async def turn(self, urgency: float = 0.0) -> AsyncGenerator[None, None]:
        """Waits for the lane and keeps it until the block's end.

        Args:
            urgency: of two that wait the greater one goes first.
        """
        await self._enter(urgency)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, urgency: float) -> None:
        """Waits until the lane is free."""
        if not self._is_busy:
            self._set_busy(True)
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((urgency, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._leave()
            raise

    def _leave(self) -> None:
        """Gives the lane to the most urgent of those who still wait."""
        self._waiting = [(urgency, turn) for urgency, turn in self._waiting if not turn.done()]
        if not self._waiting:
            self._set_busy(False)
            return
        best = max(range(len(self._waiting)), key=lambda number: self._waiting[number][0])
        self._waiting.pop(best)[1].set_result(None)

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """Runs work in the lane's thread and gives its result back, or raises what it raised.

        Once begun it isn't interrupted, even when nobody waits for it any more.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[Result] = loop.create_future()

        def succeed(result: Result) -> None:
            if not done.done():
                done.set_result(result)

        def fail(error: Exception) -> None:
            if not done.done():
                done.set_exception(error)

        def job() -> None:
            # The loop is closed where the server has ended meanwhile.
            with contextlib.suppress(RuntimeError):
                try:
                    result = work()
                except BaseException as error:
                    reason = error if isinstance(error, Exception) else RuntimeError(repr(error))
                    loop.call_soon_threadsafe(fail, reason)
                else:
                    loop.call_soon_threadsafe(succeed, result)

        self._start_thread()
        self._work.put(job)
        return await done

    def _start_thread(self) -> None:
        if self._thread is not None:
            return
        before = threading.stack_size()
        with contextlib.suppress(ValueError, RuntimeError):
            threading.stack_size(STACK_BYTES)
        self._thread = threading.Thread(target=self._serve, name="torchvet-analysis", daemon=True)
        self._thread.start()
        with contextlib.suppress(ValueError, RuntimeError):
            threading.stack_size(before)

    def _serve(self) -> None:
        while True:
            self._work.get()()
