"""Diagnostics on their way to the client: pulled where it can pull, else pushed, never both."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence

import attrs
from lsprotocol import types
from pygls.lsp.server import LanguageServer

from torchvet.lsp.analyses import Analyses
from torchvet.lsp.analysis import Analysis
from torchvet.lsp.client import Client
from torchvet.lsp.failures import told
from torchvet.lsp.measured import Measured
from torchvet.lsp.messages import Messages
from torchvet.lsp.sources import OpenSources, Snapshot
from torchvet.lsp.text_sync import OpenText
from torchvet.lsp.uris import key_of, path_of, uri_of

REFRESH_SECONDS = 0.1
"""Changes of settings and packages come in bursts."""

Report = types.RelatedFullDocumentDiagnosticReport | types.RelatedUnchangedDocumentDiagnosticReport


class Diagnostics:
    """Keeps the client's diagnostics up to date.

    Args:
        server: the way to the client.
        sources: what is open.
        analyses: where diagnostics come from.
        messages: for what has to be said about them.
        client: tells what the client can do.
        measured: what verifications have shown, which is sent along.
    """

    def __init__(
        self,
        server: LanguageServer,
        sources: OpenSources,
        analyses: Analyses,
        messages: Messages,
        client: Callable[[], Client],
        measured: Measured,
    ) -> None:
        self._server = server
        self._sources = sources
        self._analyses = analyses
        self._messages = messages
        self._client = client
        self._measured = measured
        self._sent_measured: dict[str, list[types.Diagnostic]] = {}
        self._wanted: set[str] = set()
        self._pushing: dict[str, asyncio.Task[None]] = {}
        self._pushed: dict[str, str] = {}
        self._refresh: asyncio.TimerHandle | None = None

    # --- what has changed -----------------------------------------------------------------

    def changed(self, snapshot: Snapshot) -> None:
        """Something in a script or notebook has changed, or it was opened."""
        self._send_measured_again(snapshot.parts)
        if self._client().pulls:
            return
        self._wanted.add(snapshot.key)
        if snapshot.key not in self._pushing:
            self._pushing[snapshot.key] = asyncio.ensure_future(self._push(snapshot))

    def closed(self, key: str) -> None:
        """A script or notebook was closed."""
        self._analyses.forget(key)
        self._messages.forget(key)
        self._wanted.discard(key)
        self._pushed.pop(key, None)

    def clear(self, uris: Iterable[str]) -> None:
        """Takes the diagnostics of texts away that are no more there."""
        if self._client().pulls:
            return
        for uri in uris:
            self._publish(uri, None, ())

    # --- what was measured ------------------------------------------------------------------

    def measured(self, filenames: Iterable[str]) -> None:
        """Something else than before was measured in files, or what was measured is no longer so."""
        for filename in filenames:
            opened = self._sources.text_of_file(filename)
            uri = opened.uri if opened is not None else uri_of(filename)
            self._send_measured(uri, opened.version if opened is not None else None)

    def analysed(self, analysis: Analysis) -> None:
        """An analysis may show what was only measured before."""
        if self._client().pulls:
            self._send_measured_again(analysis.snapshot.parts)

    def _send_measured_again(self, parts: Iterable[OpenText]) -> None:
        """Looks again at the measured diagnostics of texts, where there were any."""
        for part in parts:
            filename = path_of(part.uri)
            if filename is not None and self._measured.concerns(filename):
                self._send_measured(part.uri, part.version)

    def _send_measured(self, uri: str, version: int | None) -> None:
        """Sends what was measured in a file: alone to a client that pulls all the rest."""
        snapshot = self._sources.snapshot(uri)
        last = self._analyses.last(snapshot.key) if snapshot is not None else None
        analysed = last.of(uri) if last is not None else ()
        if self._measured_in(uri, analysed) != self._sent_measured.get(key_of(uri), []):
            self._publish(uri, version, () if self._client().pulls else analysed, analysed)

    def _measured_in(self, uri: str, analysed: Sequence[types.Diagnostic]) -> list[types.Diagnostic]:
        filename = path_of(uri)
        if filename is None or not self._measured.concerns(filename):
            return []
        return self._measured.diagnostics(filename, self._client(), analysed)

    def refresh_soon(self) -> None:
        """Everything may have changed: settings, packages, files on disk."""
        self._analyses.invalidate()
        if self._refresh is None:
            self._refresh = asyncio.get_running_loop().call_later(REFRESH_SECONDS, self._refresh_now)

    def _refresh_now(self) -> None:
        self._refresh = None
        if self._client().pulls:
            if self._client().refreshes:
                self._server.workspace_diagnostic_refresh(None)
            return
        for snapshot in self._sources.snapshots():
            self.changed(snapshot)

    # --- pulled ---------------------------------------------------------------------------

    async def pull(self, params: types.DocumentDiagnosticParams) -> Report:
        """Answers a client's question for the diagnostics of a text."""
        uri = params.text_document.uri
        analysis = await self._analyses.current(uri) or self._last(uri)
        if analysis is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        if analysis.result_id == params.previous_result_id:
            return types.RelatedUnchangedDocumentDiagnosticReport(analysis.result_id)
        items = self._outgoing(analysis.of(uri))
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=analysis.result_id)

    def _last(self, uri: str) -> Analysis | None:
        """The last analysis of a text that worked."""
        snapshot = self._sources.snapshot(uri)
        return self._analyses.last(snapshot.key) if snapshot else None

    # --- pushed ---------------------------------------------------------------------------

    async def _push(self, snapshot: Snapshot) -> None:
        """Sends the diagnostics of a text, and again for as long as it changes."""
        try:
            while snapshot.key in self._wanted:
                self._wanted.discard(snapshot.key)
                analysis = await self._analyses.current(snapshot.uri)
                if analysis is not None and self._is_news(analysis):
                    self._pushed[snapshot.key] = analysis.result_id
                    for part in analysis.snapshot.parts:
                        self._publish(part.uri, part.version, analysis.of(part.uri))
        except Exception as error:
            sentence = told(f"The findings of {snapshot.filename} could not be sent", error)
            self._messages.log_once(snapshot.key, sentence, error)
        finally:
            self._pushing.pop(snapshot.key, None)

    def _is_news(self, analysis: Analysis) -> bool:
        """Whether an analysis is that of the text as it is, and wasn't sent before."""
        snapshot = analysis.snapshot
        is_sent = self._pushed.get(snapshot.key) == analysis.result_id
        return not is_sent and self._sources.snapshot(snapshot.uri) == snapshot

    def _publish(
        self,
        uri: str,
        version: int | None,
        diagnostics: tuple[types.Diagnostic, ...],
        analysed: tuple[types.Diagnostic, ...] | None = None,
    ) -> None:
        """Sends diagnostics and what was measured, but for what the analysis shows as well."""
        known = version if self._client().versions else None
        measured = self._measured_in(uri, diagnostics if analysed is None else analysed)
        self._sent_measured[key_of(uri)] = measured
        params = types.PublishDiagnosticsParams(uri, [*self._outgoing(diagnostics), *measured], known)
        self._server.text_document_publish_diagnostics(params)

    # --- both -----------------------------------------------------------------------------

    def _outgoing(self, diagnostics: Iterable[types.Diagnostic]) -> list[types.Diagnostic]:
        """Leaves out what the client wouldn't give back."""
        if self._client().keeps_data:
            return list(diagnostics)
        return [attrs.evolve(diagnostic, data=None) for diagnostic in diagnostics]
