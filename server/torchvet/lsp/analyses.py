"""The newest analysis of everything that is open, made when it is asked for and never twice."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from torchvet.lsp.analysis import Analysis
from torchvet.lsp.analysis_lane import AnalysisLane
from torchvet.lsp.carried import CarriedEdit
from torchvet.lsp.remarks import Remarks
from torchvet.lsp.sources import OpenSources, Snapshot

QUIET_SECONDS = 0.01
"""How long a text has to stay as it is before it is analysed: what one key changes may come in parts."""

IsOutdated = Callable[[], bool]
Prepare = Callable[[Snapshot, int, IsOutdated], Callable[[], "Analysis | None"]]
"""Makes, on the event loop, the work of analysing a snapshot in a given generation, for the lane's thread.

The work is given up, with None for its result, where it is outdated before it is done.
"""


class Analyses:
    """Answers with the analysis of a text as it is now; what is typed meanwhile makes it start anew.

    Args:
        sources: what is open.
        lane: where analyses run.
        prepare: makes the work of analysing a snapshot.
        ready: waited for before an analysis.
        remarks: told of each analysis and of each failure.

    Attributes:
        on_made: called with each analysis that is the newest of its text.
    """

    def __init__(
        self,
        sources: OpenSources,
        lane: AnalysisLane,
        prepare: Prepare,
        ready: Callable[[], Awaitable[object]],
        remarks: Remarks,
    ) -> None:
        self._sources = sources
        self._lane = lane
        self._prepare = prepare
        self._ready = ready
        self._remarks = remarks
        self._generation = 0
        self._changed_at: dict[str, float] = {}
        self._kept: dict[str, Analysis] = {}
        self._running: dict[str, asyncio.Task[Analysis | None]] = {}
        self.on_made: Callable[[Analysis], None] = lambda analysis: None

    def touch(self, key: str) -> None:
        """Notes that a text is being typed in."""
        self._changed_at[key] = time.monotonic()

    def forget(self, key: str) -> None:
        """Drops what is known about a text that was closed."""
        self._changed_at.pop(key, None)
        self._kept.pop(key, None)

    def invalidate(self) -> None:
        """Makes every analysis outdated: settings, packages or other files have changed."""
        self._generation += 1

    def outdated(self) -> list[Snapshot]:
        """What was analysed and would be analysed differently now: a file that it reads was changed."""
        old = [kept.snapshot.uri for kept in self._kept.values() if not self._is_current(kept)]
        found = [self._sources.snapshot(uri) for uri in old]
        return [snapshot for snapshot in found if snapshot is not None]

    def reads(self, filename: str) -> bool:
        """Whether anything that was analysed has read a file."""
        return any(filename in kept.read for kept in self._kept.values())

    def at_hand(self, snapshot: Snapshot) -> Analysis | None:
        """The analysis of a text as it is, if it is made already."""
        kept = self._kept.get(snapshot.key)
        return kept if kept is not None and self._is_current(kept) else None

    def last(self, key: str) -> Analysis | None:
        """The last analysis of a text, even an outdated one."""
        return self._kept.get(key)

    async def current(self, uri: str) -> Analysis | None:
        """The analysis of a text as it is when this returns.

        None where it isn't open, isn't Python, or where its analysis has failed.
        """
        while True:
            snapshot = self._sources.snapshot(uri)
            if snapshot is None:
                return None
            if (kept := self.at_hand(snapshot)) is not None:
                return kept
            if snapshot.key not in self._running:
                follow = self._follow(snapshot.key, uri)
                self._running[snapshot.key] = asyncio.ensure_future(follow)
            try:
                # Others may wait for the same analysis: who gives up waiting doesn't end it.
                await asyncio.shield(self._running[snapshot.key])
            except Exception as error:
                self._remarks.about_failure(snapshot, error)
                return None

    async def fix_all(self, uri: str) -> tuple[CarriedEdit, ...] | None:
        """The edits that make all safe fixes of a text as it is; None where it isn't open any more."""
        analysis = await self.current(uri)
        if analysis is None or analysis.fixing is None:
            return () if analysis else None
        async with self._lane.turn(self._changed_at.get(analysis.snapshot.key, 0.0)):
            return await self._lane.in_thread(analysis.fixing.edits)

    async def _follow(self, key: str, uri: str) -> None:
        """Analyses until the result is that of the text as it has become meanwhile."""
        try:
            await self._ready()
            while True:
                await self._wait_for_quiet(key)
                async with self._lane.turn(self._changed_at.get(key, 0.0)):
                    snapshot = self._sources.snapshot(uri)
                    if snapshot is None:
                        return
                    begun = self._changed_at.get(key)
                    work = self._prepare(
                        snapshot, self._generation, lambda begun=begun: self._changed_at.get(key) != begun
                    )
                    analysis = await self._lane.in_thread(work)
                if analysis is not None and self._is_current(analysis):
                    self._kept[key] = analysis
                    self._remarks.about(analysis)
                    self.on_made(analysis)
                    return
        finally:
            self._running.pop(key, None)

    async def _wait_for_quiet(self, key: str) -> None:
        while (left := self._changed_at.get(key, 0.0) + QUIET_SECONDS - time.monotonic()) > 0:
            await asyncio.sleep(left)

    def _is_current(self, analysis: Analysis) -> bool:
        if analysis.generation != self._generation:
            return False
        if self._sources.snapshot(analysis.snapshot.uri) != analysis.snapshot:
            return False
        text_of = self._sources.text_of_file
        return all(text_of(filename) is text for filename, text in analysis.read.items())
