"""One verification: the script runs in a thread's care, and the event loop is told what happens."""

from __future__ import annotations

import asyncio
import logging
import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from torchvet.passes.keeping import keep_pass
from torchvet.verify.request import VerifyRequest
from torchvet.verify.result import VerifyResult
from torchvet.verify.verification import Verification

LOG = logging.getLogger(__name__)

TELL_SECONDS = 0.1
"""How long reports are gathered before they are told."""


@dataclass(slots=True)
class Heard:
    """What a run has reported since it was last told.

    Args:
        is_again: whether the script was started once more, so that what was told before doesn't count.
        torch: the version of torch, once it is known.
        step: the number of the last step.
        losses: the loss at each step; None where it isn't finite.
        accuracy: the part of the batch that was classified rightly at the last step.
        output: what the script has printed.
    """

    is_again: bool = False
    torch: str | None = None
    step: int | None = None
    losses: list[float | None] = field(default_factory=list["float | None"])
    accuracy: float | None = None
    output: list[str] = field(default_factory=list[str])

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.is_again or self.torch or self.losses or self.output)


class RunningVerification:
    """A verification that runs.

    Args:
        request: what to run.
        tell: called on the event loop with what was heard, about ten times a second.

    Attributes:
        has_recorded: whether the run was a pass that was recorded, so that analyses are out of date.
    """

    def __init__(self, request: VerifyRequest, tell: Callable[[Heard], None]) -> None:
        self.has_recorded = False
        self._root = request.folder
        self._verification = Verification(request)
        self._tell = tell
        self._lock = threading.Lock()
        self._heard = Heard()
        self._thread: threading.Thread | None = None

    def cancel(self) -> None:
        """Ends it soon; its result says that it was cancelled."""
        self._verification.cancel()

    @property
    def is_alive(self) -> bool:
        """Whether its thread runs."""
        return self._thread is not None and self._thread.is_alive()

    def join(self, seconds: float) -> None:
        """Waits for the end of a cancelled run, for a while."""
        if self._thread is not None:
            self._thread.join(seconds)

    async def run(self) -> VerifyResult:
        """Runs it, or ends it where nobody waits any more.

        Raises:
            CouldNotRun: nothing could be run.
        """
        loop = asyncio.get_running_loop()
        done: asyncio.Future[VerifyResult] = loop.create_future()
        self._thread = threading.Thread(
            target=self._work, args=(loop, done), name="torchvet-verify", daemon=True
        )
        self._thread.start()
        try:
            while not done.done():
                await asyncio.wait({done}, timeout=TELL_SECONDS)
                self._tell_what_was_heard()
        finally:
            if not done.done():
                self.cancel()
        return done.result()

    def _work(self, loop: asyncio.AbstractEventLoop, done: asyncio.Future[VerifyResult]) -> None:
        def answer(result: VerifyResult | None, error: Exception | None) -> None:
            if not done.done() and error is not None:
                done.set_exception(error)
            elif not done.done() and result is not None:
                done.set_result(result)

        try:
            result, failure = self._verification.run(self._take, self._take_output), None
            self._record(result)
        except Exception as error:
            result, failure = None, error
        # The loop is closed where the server has ended meanwhile.
        try:
            loop.call_soon_threadsafe(answer, result, failure)
        except RuntimeError:
            return

    def _record(self, result: VerifyResult) -> None:
        """Records a pass; what goes wrong there doesn't take the verdict with it."""
        try:
            self.has_recorded = keep_pass(result, self._root)
        except Exception:
            LOG.exception("the pass of %s could not be recorded", result.script)

    def _tell_what_was_heard(self) -> None:
        with self._lock:
            heard, self._heard = self._heard, Heard()
        if not heard.is_empty:
            self._tell(heard)

    # --- in the thread ----------------------------------------------------------------------

    def _take(self, report: dict[str, Any]) -> None:
        with self._lock:
            if report["event"] == "again":
                self._heard.losses.clear()
                self._heard.step, self._heard.is_again = 0, True
            elif report["event"] == "start":
                self._heard.torch = report["torch"]
            elif report["event"] == "step":
                value = float(report["loss"])
                self._heard.losses.append(value if math.isfinite(value) else None)
                self._heard.step = report["step"]
                self._heard.accuracy = report.get("accuracy")

    def _take_output(self, name: str, text: str) -> None:
        with self._lock:
            self._heard.output.append(text)
