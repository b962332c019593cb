"""What is typed while a text is analysed: the analysis is given up, and the text as it is now is analysed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

from lsprotocol import types

from torchvet.lsp.analyses import Analyses
from torchvet.lsp.analysis import Analysis
from torchvet.lsp.analysis_lane import AnalysisLane
from torchvet.lsp.remarks import Remarks
from torchvet.lsp.sources import OpenSources, Snapshot
from torchvet.lsp.uris import key_of
from torchvet.source.text import Unit

URI = "file:///train.py"
PATIENCE_SECONDS = 60


class Silent(Remarks):
    """Says nothing to nobody."""

    def __init__(self) -> None:
        pass

    def about(self, analysis: Analysis) -> None:
        pass


def typed(sources: OpenSources, version: int, letter: str) -> None:
    """Puts a letter at the beginning of the text."""
    start = types.Position(0, 0)
    change = types.TextDocumentContentChangePartial(types.Range(start, start), letter)
    sources.texts.change(types.VersionedTextDocumentIdentifier(version, URI), [change], Unit.UTF16)


async def test_an_outdated_analysis_is_given_up_for_the_text_as_it_is():
    sources = OpenSources()
    sources.texts.open(types.TextDocumentItem(URI, "python", 1, "x"))
    begun, given_up = threading.Event(), 0

    def prepare(
        snapshot: Snapshot, generation: int, is_outdated: Callable[[], bool]
    ) -> Callable[[], Analysis | None]:
        def work() -> Analysis | None:
            nonlocal given_up
            first = not begun.is_set()
            begun.set()
            # Only what is typed ends the first analysis.
            waited = threading.Event()
            while first and not is_outdated():
                waited.wait(0.001)
            given_up += first
            return None if first else Analysis(snapshot, generation, {})

        return work

    async def ready() -> None:
        pass

    analyses = Analyses(sources, AnalysisLane(), prepare, ready, Silent())
    waiting = asyncio.ensure_future(analyses.current(URI))
    await asyncio.to_thread(begun.wait, PATIENCE_SECONDS)
    typed(sources, 2, "y")
    analyses.touch(key_of(URI))
    found = await asyncio.wait_for(waiting, PATIENCE_SECONDS)
    assert given_up == 1
    assert found is not None and found.snapshot.parts[0].text == "yx"
