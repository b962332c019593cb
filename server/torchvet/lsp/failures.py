"""Errors inside the analysis: it goes on without what has failed, and says so in the log of Python."""

from __future__ import annotations

import logging
import threading
from collections.abc import Generator
from contextlib import contextmanager

LOGGER = logging.getLogger("torchvet")


class AnalysisFailed(Exception):
    """Nothing could be found out about a text; the cause is the error."""


class _Notes(logging.Handler):
    """Notes the errors of one thread."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[logging.LogRecord] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.records.append(record)


@contextmanager
def noted_errors() -> Generator[list[logging.LogRecord], None, None]:
    """Gathers the errors that this thread logs inside the block."""
    notes = _Notes()
    LOGGER.addHandler(notes)
    try:
        yield notes.records
    finally:
        LOGGER.removeHandler(notes)


def cause_of(record: logging.LogRecord) -> BaseException | None:
    """The error that was logged, if it was one."""
    return record.exc_info[1] if record.exc_info else None


def told(sentence: str, error: BaseException | None) -> str:
    """A sentence with what has happened, for somebody who may report it."""
    reason = f" ({type(error).__name__}: {error})" if error else ""
    return f"{sentence}{reason}; please report it."
