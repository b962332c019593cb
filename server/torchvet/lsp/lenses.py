"""Code lenses above loops that train: a command that overfits one batch, and what it has shown."""

from __future__ import annotations

from collections.abc import Callable

from lsprotocol import types

from torchvet.lsp.analyses import Analyses
from torchvet.lsp.analysis import TrainingLoop
from torchvet.lsp.client import Client
from torchvet.lsp.measured import Measured
from torchvet.lsp.settings import WorkspaceSettings
from torchvet.lsp.uris import path_of, uri_of
from torchvet.lsp.verdicts import short_verdict
from torchvet.lsp.verify_commands import VERIFY_COMMAND

TITLE = "Overfit one batch"
SHOW_COMMAND = "torchvet.showVerification"
"""For clients that have a view of the last result."""


class Lenses:
    """Makes code lenses.

    Args:
        analyses: knows the loops.
        measured: knows what verifications have shown.
        settings: the settings of each folder.
        client: tells what the client can do.
    """

    def __init__(
        self,
        analyses: Analyses,
        measured: Measured,
        settings: WorkspaceSettings,
        client: Callable[[], Client],
    ) -> None:
        self._analyses = analyses
        self._measured = measured
        self._settings = settings
        self._client = client

    async def offer(self, uri: str) -> list[types.CodeLens]:
        """The lenses of a text, as its newest analysis has them."""
        filename = path_of(uri)
        if filename is None or not self._settings.of(uri).code_lens:
            return []
        analysis = await self._analyses.current(uri)
        loops = analysis.loops if analysis is not None else ()
        return [lens for loop in loops for lens in self._lenses_of(loop, filename)]

    def _lenses_of(self, loop: TrainingLoop, filename: str) -> list[types.CodeLens]:
        line = types.Range(loop.range.start, loop.range.start)
        arguments = [{"script": uri_of(loop.script)}]
        result = self._measured.result_of(loop.script, filename)
        shown = short_verdict(result) if result is not None else None
        if shown is None or self._settings.knows_verify:
            lenses = [types.CodeLens(line, types.Command(TITLE, VERIFY_COMMAND, arguments=arguments))]
            if shown is not None:
                title = shown[:1].upper() + shown[1:]
                lenses.append(types.CodeLens(line, types.Command(title, SHOW_COMMAND, arguments=arguments)))
            return lenses
        command = types.Command(f"{TITLE} ({shown})", VERIFY_COMMAND, arguments=arguments)
        return [types.CodeLens(line, command)]
