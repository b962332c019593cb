"""The commands of the server, for clients that know nothing of verifications."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from pathlib import PurePath
from typing import Any, cast

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams
from pygls.lsp.server import LanguageServer

from torchvet.lsp.client import Client
from torchvet.lsp.verdicts import is_well
from torchvet.lsp.verify_plan import Refused, VerifyWish
from torchvet.lsp.verify_run import Heard
from torchvet.lsp.verifying import Verifying, wish_of
from torchvet.verify.request import VerifyRequest
from torchvet.verify.result import VerifyResult

VERIFY_COMMAND = "torchvet.verify"
STOP_COMMAND = "torchvet.stopVerification"
COMMANDS = (VERIFY_COMMAND, STOP_COMMAND)

Begin = Callable[[Coroutine[object, object, None]], None]


class VerifyCommands:
    """Carries out commands: with the client's own progress, and a message with the verdict.

    Args:
        server: the way to the client.
        verifying: runs scripts.
        client: tells what the client can do.
        begin: starts work that goes on beside the messages.
    """

    def __init__(
        self, server: LanguageServer, verifying: Verifying, client: Callable[[], Client], begin: Begin
    ) -> None:
        self._server = server
        self._verifying = verifying
        self._client = client
        self._begin = begin

    def execute(self, params: types.ExecuteCommandParams) -> None:
        """Begins what a command asks for; the answer doesn't wait, since many clients would give up.

        Raises:
            JsonRpcInvalidParams: there is no such command.
        """
        first: Any = params.arguments[0] if params.arguments else None
        given = {"script": first} if isinstance(first, str) else first
        if params.command == VERIFY_COMMAND:
            self._begin(self._verify(*wish_of(given)))
        elif params.command == STOP_COMMAND:
            if not self._verifying.stop(given):
                self._show("No verification is running.")
        else:
            raise JsonRpcInvalidParams(f"torchvet does not know the command {params.command}.")

    async def _verify(self, uri: str | None, wish: VerifyWish) -> None:
        token = await self._make_token()
        is_begun = False

        def begin(request: VerifyRequest) -> None:
            nonlocal is_begun
            is_begun = token is not None
            if token is not None:
                self._begin_progress(token, request, uri)

        def tell(request: VerifyRequest, heard: Heard) -> None:
            if token is not None and heard.losses:
                self._server.work_done_progress.report(token, _report(request, heard))

        try:
            request, result = await self._verifying.run(uri, wish, tell, begin)
        except Refused as refused:
            self._show(str(refused), types.MessageType.Error)
        else:
            self._show_verdict(request, result)
        finally:
            if token is not None and is_begun:
                self._server.work_done_progress.end(token, types.WorkDoneProgressEnd())

    async def _make_token(self) -> str | None:
        """A place for progress; None where the client shows none."""
        if not self._client().shows_progress:
            return None
        token = f"torchvet/{uuid.uuid4()}"
        with contextlib.suppress(JsonRpcException):
            await self._server.work_done_progress.create_async(token)  # pyright: ignore[reportUnknownMemberType]
            return token
        return None

    def _begin_progress(self, token: str, request: VerifyRequest, uri: str | None) -> None:
        begin = types.WorkDoneProgressBegin(f"Verify {_name(request)}", cancellable=True, percentage=0)
        self._server.work_done_progress.begin(token, begin)
        given = {"script": uri or request.name}

        def cancel(future: Future[None]) -> None:
            if future.cancelled():
                self._verifying.stop(given)

        tokens = cast("dict[str, Future[None]]", vars(self._server.work_done_progress)["tokens"])
        tokens[token].add_done_callback(cancel)

    def _show_verdict(self, request: VerifyRequest, result: VerifyResult) -> None:
        kind = types.MessageType.Info if is_well(result) else types.MessageType.Warning
        found = [f"{PurePath(each.place.filename).name}:{each.place.row}: {each.message}"
                 if each.place else each.message for each in result.findings if each.is_grave]  # fmt: skip
        self._show(" ".join([f"{_name(request)}: {result.sentence}", *found]), kind)

    def _show(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        self._server.window_show_message(types.ShowMessageParams(kind, f"torchvet: {sentence}"))


def _name(request: VerifyRequest) -> str:
    return PurePath(request.name).name if request.script else request.name


def _report(request: VerifyRequest, heard: Heard) -> types.WorkDoneProgressReport:
    step = heard.step or 0
    loss = heard.losses[-1]
    message = f"step {step} of {request.steps}, loss {loss:.4g}" if loss is not None else f"step {step}"
    return types.WorkDoneProgressReport(message=message, percentage=min(100, 100 * step // request.steps))
