"""pygls' protocol, with every message answered: what cannot be done is refused in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

import cattrs
from cattrs import Converter
from lsprotocol import types
from pygls.exceptions import (
    JsonRpcException,
    JsonRpcInternalError,
    JsonRpcInvalidParams,
    JsonRpcInvalidRequest,
    JsonRpcMethodNotFound,
    JsonRpcParseError,
    JsonRpcServerNotInitialized,
)
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol

REPLACED = (
    types.INITIALIZE,
    types.INITIALIZED,
    types.EXIT,
    types.TEXT_DOCUMENT_DID_OPEN,
    types.TEXT_DOCUMENT_DID_CHANGE,
    types.TEXT_DOCUMENT_DID_CLOSE,
    types.NOTEBOOK_DOCUMENT_DID_OPEN,
    types.NOTEBOOK_DOCUMENT_DID_CHANGE,
    types.NOTEBOOK_DOCUMENT_DID_CLOSE,
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS,
    types.WORKSPACE_EXECUTE_COMMAND,
)
"""Methods that pygls answers by itself, and torchvet in its place: pygls' own documents split lines where
the protocol does not, and lose URIs with spaces."""

Message = dict[str, Any]


class TorchvetProtocol(LanguageServerProtocol):
    """Takes messages apart, refuses what doesn't fit, and gives the rest to pygls.

    Attributes:
        on_failure: called with a sentence and a traceback when a handler has failed.
    """

    def __init__(self, server: LanguageServer, converter: Converter) -> None:
        super().__init__(server, converter)
        self.on_failure: Callable[[str, str], None] = lambda sentence, traceback: None
        self._is_initialized = False
        self._builtin = cast("Message", self.fm.builtin_features)  # pyright: ignore[reportUnknownMemberType]
        self._own = cast("Message", self.fm.features)  # pyright: ignore[reportUnknownMemberType]
        for method in REPLACED:
            self._builtin.pop(method, None)

    def greet(self, params: types.InitializeParams) -> None:
        """Notes what the client has said about itself in ``initialize``."""
        self.client_capabilities = params.capabilities
        self.trace = params.trace or types.TraceValue.Off

    @property
    def was_shut_down(self) -> bool:
        """Whether the client has asked for a shutdown."""
        return self._shutdown

    def receive(self, body: bytes) -> None:
        """Handles one message as it came over the wire; never raises."""
        try:
            message = json.loads(body)
        except (ValueError, RecursionError):
            self._refuse(None, JsonRpcParseError("The message is not JSON."))
            return
        if not _is_message(message):
            self._refuse(None, JsonRpcInvalidRequest("The message is not a JSON-RPC 2.0 message."))
            return
        if "method" in message:
            self._receive_call(message)
        else:
            self._receive_answer(message)

    def _receive_call(self, message: Message) -> None:
        """Handles a request or a notification."""
        refusal = self._refusal_of(message)
        if refusal is None:
            message.setdefault("params", {} if message["method"] == types.INITIALIZED else None)
            try:
                call: Any = self.structure_message(message)
                self._is_initialized = self._is_initialized or message["method"] == types.INITIALIZE
                self.handle_message(call)
                return
            except JsonRpcException as error:
                refusal = JsonRpcInvalidParams(f"{message['method']}: {_reason(error)}")
        if "id" in message:
            self._refuse(message["id"], refusal)

    def _refusal_of(self, message: Message) -> JsonRpcException | None:
        """Why a request can't be taken now, if it can't; notifications are refused in silence."""
        method: str = message["method"]
        if method in (types.EXIT, types.CANCEL_REQUEST):
            return None
        if self._shutdown:
            return JsonRpcInvalidRequest("torchvet is shutting down and takes no more requests.")
        if self._is_initialized == (method == types.INITIALIZE):
            if self._is_initialized:
                return JsonRpcInvalidRequest("torchvet is initialized already.")
            return JsonRpcServerNotInitialized(f"{method} came before initialize.")
        if method not in self._builtin and method not in self._own:
            return JsonRpcMethodNotFound(f"torchvet does not know the method {method}.")
        return None

    def _receive_answer(self, message: Message) -> None:
        """Handles the client's answer to a request of ours."""
        identifier = message.get("id")
        if not isinstance(identifier, (int, str)) or identifier not in self._request_futures:
            return
        try:
            answer: Any = self.structure_message(message)
            self.handle_message(answer)
        except JsonRpcException as error:
            future = self._request_futures.pop(identifier, None)
            if future is not None and not future.done():
                future.set_exception(JsonRpcInvalidParams(f"The client's answer: {_reason(error)}"))

    def _refuse(self, identifier: int | str | None, error: JsonRpcException) -> None:
        self._send_response(cast("int | str", identifier), None, error.to_response_error())

    def _send_data(self, data: Any) -> None:
        """Sends a message; after a shutdown only answers."""
        if self._shutdown and hasattr(data, "method"):
            return
        super()._send_data(data)

    def _send_response(
        self, msg_id: int | str, result: Any | None = None, error: types.ResponseError | None = None
    ) -> None:
        """Sends an answer; a handler's traceback stays here."""
        data = cast("Any", error.data) if error is not None else None
        if error is not None and isinstance(data, dict) and "traceback" in data:
            trace = "".join(cast("list[str]", data["traceback"]))
            self.on_failure(f"A request failed: {error.message}", trace)
            error = types.ResponseError(error.code, f"torchvet failed on this request: {error.message}")
        super()._send_response(msg_id, result, error)


def failure_of(error: Exception) -> tuple[str, str]:
    """What an error in a handler says, and its traceback where there is one."""
    data = error.data if isinstance(error, JsonRpcInternalError) else None
    trace = cast("Message", data).get("traceback", ()) if isinstance(data, dict) else ()
    return str(error), "".join(trace)


def _is_message(message: Any) -> bool:
    """Whether a JSON value has the outer form of a message."""
    if not isinstance(message, dict):
        return False
    fields = cast("Message", message)
    identifier = fields.get("id", 0)
    if fields.get("jsonrpc") != "2.0" or isinstance(identifier, bool):
        return False
    if "method" in fields:
        return isinstance(fields["method"], str) and isinstance(identifier, (int, str))
    return "id" in fields


def _reason(error: JsonRpcException) -> str:
    """Why a message's content didn't fit, in one line."""
    cause = error.__cause__
    if cause is None:
        return str(error)
    try:
        return "; ".join(cattrs.transform_error(cause, path="params"))
    except Exception:
        return f"{type(cause).__name__}: {cause}"
