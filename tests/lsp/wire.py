"""A strict and simple client: it sends what it is told, and keeps all that comes back."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

FAKE_SERVER = Path(__file__).with_name("fake_server.py")
PATIENCE = 30.0

EVERYTHING: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "notebookDocument": {"synchronization": {}},
    "textDocument": {
        "publishDiagnostics": {
            "relatedInformation": True,
            "versionSupport": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix", "source.fixAll"]}},
            "isPreferredSupport": True,
            "dataSupport": True,
            "resolveSupport": {"properties": ["edit"]},
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
    },
    "workspace": {
        "workspaceEdit": {"documentChanges": True},
        "workspaceFolders": True,
        "diagnostics": {"refreshSupport": True},
    },
}
"""A client that can nearly everything, and is pushed its diagnostics."""


def pulling(capabilities: dict[str, Any] = EVERYTHING) -> dict[str, Any]:
    """The same client, asking for its diagnostics."""
    text = {**capabilities["textDocument"], "diagnostic": {"dynamicRegistration": False}}
    return {**capabilities, "textDocument": text}


class Wire:
    """A server process and the messages to and from it."""

    def __init__(self, command: list[str] | None = None, **popen: Any) -> None:
        self.process = subprocess.Popen(
            command or [sys.executable, str(FAKE_SERVER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **popen,
        )
        self.inbox: queue.Queue[dict[str, Any]] = queue.Queue()
        self.notifications: list[dict[str, Any]] = []
        self.requests: list[dict[str, Any]] = []
        self.settings: Callable[[str | None], Any] = lambda scope: None
        self.errors = bytearray()
        self.encoding = "utf-16"
        self.patience = PATIENCE
        self._id = 0
        for reader in (self._read, self._read_errors):
            threading.Thread(target=reader, daemon=True).start()

    # --- raw ------------------------------------------------------------------------------

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send_body(self, body: bytes) -> None:
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def send(self, message: Any) -> None:
        self.send_body(json.dumps(message).encode())

    def _read(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            length = 0
            while header.strip():
                name, _, value = header.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
                header = self.process.stdout.readline()
            self.inbox.put(json.loads(self.process.stdout.read(length)))

    def _read_errors(self) -> None:
        assert self.process.stderr
        while data := os.read(self.process.stderr.fileno(), 4096):
            self.errors += data

    # --- messages -------------------------------------------------------------------------

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def start_request(self, method: str, params: Any = None) -> int:
        self._id += 1
        self.send({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params})
        return self._id

    def answer(self, identifier: int | str | None) -> dict[str, Any]:
        """The whole answer to a request; what else comes meanwhile is kept."""
        return self._until(lambda message: "method" not in message and message.get("id") == identifier)

    def request(self, method: str, params: Any = None) -> Any:
        """The result of a request that must not fail."""
        answer = self.answer(self.start_request(method, params))
        assert "error" not in answer, answer
        return answer["result"]

    def refused(self, method: str, params: Any = None) -> dict[str, Any]:
        """The error of a request that must fail."""
        answer = self.answer(self.start_request(method, params))
        assert "error" in answer, answer
        return answer["error"]

    def wait_for(self, method: str, test: Callable[[Any], bool] = lambda params: True) -> Any:
        """The parameters of the next notification or request of a kind, one that came already included."""
        for kept in (self.notifications, self.requests):
            for message in kept:
                if message["method"] == method and test(message.get("params")):
                    kept.remove(message)
                    return message.get("params")
        found = self._until(lambda message: message.get("method") == method and test(message.get("params")))
        for kept in (self.notifications, self.requests):
            if found in kept:
                kept.remove(found)
        return found.get("params")

    def drain(self, seconds: float = 0.5) -> None:
        """Takes in what comes in a while."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            try:
                self._take(self.inbox.get(timeout=left))
            except queue.Empty:
                return

    def seen(self, method: str) -> list[Any]:
        """The parameters of all notifications and requests of a kind that were taken in."""
        messages = self.notifications + self.requests
        return [message.get("params") for message in messages if message["method"] == method]

    def _until(self, test: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        end = time.monotonic() + self.patience
        while True:
            try:
                message = self.inbox.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"no answer; standard error: {self.errors.decode()}") from None
            self._take(message)
            if test(message):
                return message

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            return
        if "id" not in message:
            self.notifications.append(message)
            return
        self.requests.append(message)
        result = None
        if message["method"] == "workspace/configuration":
            result = [self.settings(item.get("scopeUri")) for item in message["params"]["items"]]
        self.send({"jsonrpc": "2.0", "id": message["id"], "result": result})

    # --- a session ------------------------------------------------------------------------

    def start(self, capabilities: dict[str, Any] = EVERYTHING, **params: Any) -> dict[str, Any]:
        """Initializes the server; returns its capabilities."""
        given = {"processId": None, "rootUri": None, "capabilities": capabilities, **params}
        result = self.request("initialize", given)
        self.notify("initialized", {})
        self.encoding = result["capabilities"].get("positionEncoding", "utf-16")
        return result["capabilities"]

    def open(self, uri: str, text: str, version: int = 1, language: str = "python") -> None:
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: Any) -> None:
        """Changes a text; a string stands for the whole text."""
        events = [{"text": change} if isinstance(change, str) else change for change in changes]
        params = {"textDocument": {"uri": uri, "version": version}, "contentChanges": events}
        self.notify("textDocument/didChange", params)

    def close(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def published(self, uri: str, version: int | None = None) -> list[dict[str, Any]]:
        """The diagnostics that are pushed for a text."""

        def fits(params: dict[str, Any]) -> bool:
            return params["uri"] == uri and (version is None or params.get("version") == version)

        return self.wait_for("textDocument/publishDiagnostics", fits)["diagnostics"]

    def pull(self, uri: str, previous: str | None = None) -> dict[str, Any]:
        params: dict[str, Any] = {"textDocument": {"uri": uri}}
        if previous is not None:
            params["previousResultId"] = previous
        return self.request("textDocument/diagnostic", params)

    def actions(
        self, uri: str, diagnostics: list[dict[str, Any]], only: list[str] | None = None
    ) -> list[dict[str, Any]]:
        context: dict[str, Any] = {"diagnostics": diagnostics}
        if only is not None:
            context["only"] = only
        whole = {"start": {"line": 0, "character": 0}, "end": {"line": 9999, "character": 0}}
        stretch = diagnostics[0]["range"] if len(diagnostics) == 1 else whole
        params = {"textDocument": {"uri": uri}, "range": stretch, "context": context}
        return self.request("textDocument/codeAction", params)

    def stop(self) -> int:
        """Ends the server as the protocol wants it; returns its exit status."""
        if self.process.poll() is None:
            try:
                self.answer(self.start_request("shutdown"))  # refused where it was asked for before
                self.notify("exit")
                self.process.wait(PATIENCE)
            finally:
                self.process.kill()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream:
                stream.close()
        return self.process.wait()
