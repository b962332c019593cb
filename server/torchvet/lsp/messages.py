"""What the server says to the person at the editor, and what it writes into the log."""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterable

from lsprotocol import types
from pygls.lsp.server import LanguageServer


class Messages:
    """Sentences for the client: into its log, or before the user's eyes, there never twice in a row.

    Before the client is ready, warnings and errors go to standard error.
    """

    def __init__(self, server: LanguageServer) -> None:
        self._server = server
        self._shown: dict[str, frozenset[str]] = {}
        self._logged: dict[str, str] = {}
        self.is_client_ready = False

    def log(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """Writes a sentence into the client's log."""
        if self.is_client_ready:
            self._server.window_log_message(types.LogMessageParams(type=kind, message=sentence))
        elif kind in (types.MessageType.Error, types.MessageType.Warning):
            print(f"torchvet: {sentence}", file=sys.stderr)

    def log_once(self, subject: str, sentence: str, error: BaseException | None = None) -> None:
        """Writes a sentence about something into the log, unless it is what was last said about it.

        Args:
            subject: what the sentence is about.
            sentence: what to say.
            error: what went wrong, if something did.
        """
        if self._logged.get(subject) == sentence:
            return
        self._logged[subject] = sentence
        if error is None:
            self.log(sentence)
        else:
            self.log_failure(sentence, "".join(traceback.format_exception(error)))

    def forget(self, subject: str) -> None:
        """Forgets what was said about something, so that it is said again when it happens again."""
        self._logged.pop(subject, None)

    def log_failure(self, sentence: str, trace: str = "") -> None:
        """Writes a failure into the log; how it came about only for a client that traces."""
        self.log(sentence, types.MessageType.Error)
        if trace and self._server.protocol.trace == types.TraceValue.Verbose:
            self._server.log_trace(types.LogTraceParams(message=sentence, verbose=trace))

    def show_problems(self, origin: str, sentences: Iterable[str]) -> None:
        """Shows what is wrong in a configuration, once for as long as it stays wrong.

        Args:
            origin: where the sentences come from; what is wrong there already isn't shown again.
            sentences: all that is wrong there now.
        """
        known = frozenset[str]().union(*self._shown.values())
        now = self._shown[origin] = frozenset(sentences)
        for sentence in sorted(now - known):
            self._server.window_show_message(
                types.ShowMessageParams(type=types.MessageType.Warning, message=f"torchvet: {sentence}")
            )


def quieten_logging() -> None:
    """Keeps what Python's log has to say, with its tracebacks, off standard error.

    Of pygls' messages nothing is of use to a user; torchvet's own are told in sentences.
    """
    for name in ("pygls", "torchvet", "asyncio"):
        logger = logging.getLogger(name)
        logger.addHandler(logging.NullHandler())
        logger.propagate = False
    logging.getLogger("pygls").setLevel(logging.CRITICAL + 1)
