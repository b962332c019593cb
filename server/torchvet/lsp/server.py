"""The language server: its parts, put together."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import warnings
from collections.abc import Callable, Coroutine
from functools import partial
from typing import NoReturn, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pygls.lsp.server import LanguageServer
from pygls.protocol import default_converter

from torchvet import __version__
from torchvet.lsp.analyses import Analyses
from torchvet.lsp.analysis import Analysis, analyse, warm_up
from torchvet.lsp.analysis_lane import AnalysisLane
from torchvet.lsp.capabilities import registrations, server_capabilities
from torchvet.lsp.client import Client
from torchvet.lsp.code_actions import CodeActions
from torchvet.lsp.diagnostics import Diagnostics
from torchvet.lsp.handlers import HANDLERS
from torchvet.lsp.lenses import Lenses
from torchvet.lsp.lifecycle import is_alive, wait_for_end
from torchvet.lsp.measured import Measured
from torchvet.lsp.messages import Messages, quieten_logging
from torchvet.lsp.open_files import OpenFiles
from torchvet.lsp.projects import Projects
from torchvet.lsp.protocol import TorchvetProtocol, failure_of
from torchvet.lsp.remarks import Remarks
from torchvet.lsp.settings import WorkspaceSettings
from torchvet.lsp.sources import OpenSources, Snapshot
from torchvet.lsp.status import Status
from torchvet.lsp.stdio import StandardStreams
from torchvet.lsp.verify_commands import VerifyCommands
from torchvet.lsp.verifying import Verifying

PATIENCE_SECONDS = 1.0
"""How long the first analysis waits for a client to tell its settings."""


class TorchvetServer(LanguageServer):
    """One server for one client.

    Attributes:
        client: what the client can do.
        settings: the folders and what is set in each.
        sources: what is open.
        messages: the way to the user's eyes and to the client's log.
        projects: what texts are checked in.
        analyses: the newest analysis of everything that is open.
        diagnostics: what the client shows as squiggles.
        actions: what the client shows under the lightbulb.
        measured: what verifications have shown.
        verifying: the verifications that run.
        commands: verifications for clients that know nothing of them.
        lenses: what the client shows above loops that train.
    """

    def __init__(self) -> None:
        super().__init__(  # pyright: ignore[reportUnknownMemberType]
            "torchvet", __version__, protocol_cls=TorchvetProtocol, converter_factory=default_converter
        )
        self._wire = cast("TorchvetProtocol", self.protocol)
        self.client = Client()
        self.settings = WorkspaceSettings()
        self.sources = OpenSources()
        self.messages = Messages(self)
        files = OpenFiles(self.sources.text_of_file)
        self.projects = Projects(files, self._environment_changed)
        self._status = Status(self.protocol.notify, self.settings.interpreters)
        self._lane = AnalysisLane(self._status.busy)
        remarks = Remarks(self.messages)
        self.analyses = Analyses(self.sources, self._lane, self._prepare, self._wait_for_settings, remarks)
        self.measured = Measured(self.sources)
        self.diagnostics = Diagnostics(
            self, self.sources, self.analyses, self.messages, self._get_client, self.measured
        )
        self.analyses.on_made = self.diagnostics.analysed
        self.actions = CodeActions(self.sources, self.analyses, self._get_client, self._verifies)
        self.verifying = Verifying(self.settings, self.measured, self.protocol.notify, self._verified)
        self.commands = VerifyCommands(self, self.verifying, self._get_client, self.begin)
        self.lenses = Lenses(self.analyses, self.measured, self.settings, self._get_client)
        self._wire.on_failure = self.messages.log_failure
        self._tasks: set[asyncio.Task[None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ended: asyncio.Future[int] | None = None
        self._settings_known = asyncio.Event()
        for method, handler in HANDLERS.items():
            self.feature(method)(handler)

    def _get_client(self) -> Client:
        return self.client

    def _verifies(self) -> bool:
        return self.settings.knows_verify

    def _verified(self, filenames: set[str], has_recorded: bool) -> None:
        """A verification is over, and there is something else to show about files than before."""
        self.diagnostics.measured(filenames)
        if has_recorded:
            self.diagnostics.refresh_soon()
        if self.client.refreshes_lenses:
            self.workspace_code_lens_refresh(None)

    # --- from the first message to the last -----------------------------------------------

    async def serve(self, streams: StandardStreams) -> int:
        """Talks to the client until the end; returns the process's exit status."""
        self._loop = asyncio.get_running_loop()
        self._ended = self._loop.create_future()
        call_soon = self._loop.call_soon_threadsafe
        self._wire.set_writer(streams)
        streams.start(partial(call_soon, self._wire.receive), partial(call_soon, self.end))
        try:
            return await self._ended
        finally:
            await self.verifying.close()
            streams.close()
            self.projects.close()

    def end(self) -> None:
        """Ends the server; that is as it should be where the client has asked for a shutdown before."""
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(0 if self._wire.was_shut_down else 1)

    def greet(self, params: types.InitializeParams) -> types.InitializeResult:
        """Takes what the client says about itself, and answers in kind."""
        self._wire.greet(params)
        self.client = Client.of(params.capabilities)
        self.settings.initialize(params)
        self._status.is_wanted = self.settings.wants_status
        # A process that can't be seen from the beginning lives on another machine or in another
        # container: then there is nothing to watch, and the streams' end has to do.
        if params.process_id is not None and is_alive(params.process_id):
            self.begin(self._end_with(params.process_id))
        capabilities = server_capabilities(
            self.client, params.capabilities, with_commands=not self.settings.knows_verify
        )
        return types.InitializeResult(capabilities, types.ServerInfo("torchvet", __version__))

    async def _end_with(self, process_id: int) -> None:
        await wait_for_end(process_id)
        self.end()

    async def introduce(self) -> None:
        """Asks the client for what it can tell, and gets ready for the first text."""
        self._status.send("ready")
        wanted = registrations(self.client)
        if wanted:
            self.client_register_capability(types.RegistrationParams(wanted))
        await self.ask_for_settings()
        self._settings_known.set()
        async with self._lane.turn():
            await self._lane.in_thread(warm_up)

    def begin(self, work: Coroutine[object, object, None]) -> None:
        """Starts work that goes on beside the messages; a failure in it is logged."""
        task = asyncio.ensure_future(self._log_failures_of(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _log_failures_of(self, work: Coroutine[object, object, None]) -> None:
        try:
            await work
        except Exception as error:
            self.messages.log_once("background", f"Something failed in the background: {error!r}", error)

    # --- settings and environments --------------------------------------------------------

    async def ask_for_settings(self) -> None:
        """Asks the client for its settings, where it can be asked."""
        if self.client.configuration:
            questions = self.settings.questions()
            try:
                answers = await self.workspace_configuration_async(types.ConfigurationParams(questions))
                self.settings.take_answers(questions, answers)
            except JsonRpcException as error:
                sentence = f"The editor did not tell its settings: {error}"
                self.messages.log(sentence, types.MessageType.Warning)
        self.settings_changed()

    def settings_changed(self) -> None:
        """Makes everything that was analysed with other settings outdated."""
        for folder, sentences in self.settings.problems().items():
            self.messages.show_problems(f"settings of {folder}", sentences)
        if self._settings_known.is_set():
            self.diagnostics.refresh_soon()

    async def _wait_for_settings(self) -> None:
        if not self._settings_known.is_set():
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._settings_known.wait(), PATIENCE_SECONDS)
            self._settings_known.set()

    def _environment_changed(self) -> None:
        """An environment has learnt something that changes analyses; called in any thread."""
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self.diagnostics.refresh_soon)

    def _prepare(
        self, snapshot: Snapshot, generation: int, is_outdated: Callable[[], bool]
    ) -> Callable[[], Analysis | None]:
        """The work of analysing a snapshot, for the lane's thread."""
        settings = self.settings.of(snapshot.uri)
        open_text = self.sources.text_of_file
        return partial(
            analyse, snapshot, generation, settings, self.projects, self.client, open_text, is_outdated
        )

    # --- failures -------------------------------------------------------------------------

    def report_server_error(self, error: Exception, source: object) -> None:
        """Logs what pygls has caught: a handler of a notification, a message that could not be sent."""
        sentence, trace = failure_of(error)
        if not isinstance(error, JsonRpcException) or trace:
            self.messages.log_once("server", f"A message could not be handled: {sentence}", error)


def main() -> NoReturn:
    """Runs the server on standard input and output until the client ends it."""
    quieten_logging()
    if not sys.warnoptions:
        # Python's parser warns about what it finds in the user's texts, at every keystroke.
        warnings.simplefilter("ignore")
    if sys.stdin is not None and sys.stdin.isatty():
        print(
            "torchvet server talks to an editor on its standard input; it is not for typing.", file=sys.stderr
        )
    try:
        status = asyncio.run(TorchvetServer().serve(StandardStreams()))
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


if __name__ == "__main__":
    main()
