"""Errors inside torchvet, told in a sentence each; nobody else's traceback is of use to a user."""

from __future__ import annotations

import logging
import os
from collections.abc import Generator
from contextlib import contextmanager

from torchvet.cli.main import SHOW_TRACEBACK
from torchvet.output.places import shown_name

LOGGER = logging.getLogger("torchvet")


class Failures(logging.Handler):
    """Listens to what torchvet's own rooms log as errors.

    Attributes:
        any: whether there was one in what was noted last.
    """

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.any = False
        self._sentences: list[str] = []

    def listen(self) -> None:
        """Begins to listen, in place of Python's own way to show errors."""
        LOGGER.addHandler(self)
        LOGGER.propagate = False

    def leave(self) -> None:
        """Ends listening."""
        LOGGER.removeHandler(self)
        LOGGER.propagate = True

    @contextmanager
    def noted_in(self, sentences: list[str], filename: str) -> Generator[None, None, None]:
        """Adds a sentence for each error to a list, and lets none out.

        Args:
            sentences: the list.
            filename: the file that is checked meanwhile.
        """
        self.any = False
        self._sentences = sentences
        try:
            yield
        except Exception:
            LOGGER.exception("%s: the check failed", filename)

    def emit(self, record: logging.LogRecord) -> None:
        """Takes one error."""
        self.any = True
        message = record.getMessage()
        name, colon, rest = message.partition(": ")
        cause = record.exc_info[1] if record.exc_info else None
        told = f" ({type(cause).__name__}: {cause})" if cause else ""
        self._sentences.append(f"{shown_name(name)}{colon}{rest}{told}; please report it.")
        if os.environ.get(SHOW_TRACEBACK) and logging.lastResort:
            logging.lastResort.handle(record)
