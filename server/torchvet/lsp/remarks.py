"""What is said about analyses, besides their diagnostics."""

from __future__ import annotations

from torchvet.lsp.analysis import Analysis
from torchvet.lsp.failures import AnalysisFailed, told
from torchvet.lsp.messages import Messages
from torchvet.lsp.sources import Snapshot


class Remarks:
    """Says what has gone wrong in an analysis or in a configuration, once.

    Args:
        messages: the way to the client.
    """

    def __init__(self, messages: Messages) -> None:
        self._messages = messages

    def about(self, analysis: Analysis) -> None:
        """Shows what is wrong in the configuration, and logs what is worth it."""
        for origin, sentences in analysis.problems.items():
            self._messages.show_problems(origin, sentences)
        if analysis.remark is None:
            self._messages.forget(analysis.snapshot.key)
        else:
            self._messages.log_once(analysis.snapshot.key, analysis.remark, analysis.error)

    def about_failure(self, snapshot: Snapshot, error: Exception) -> None:
        """Logs that an analysis has failed."""
        cause = error.__cause__ if isinstance(error, AnalysisFailed) else error
        sentence = told(f"{snapshot.filename} could not be checked", cause)
        self._messages.log_once(snapshot.key, sentence, cause or error)
