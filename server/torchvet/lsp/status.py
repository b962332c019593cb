"""What a client may show about the server's state: the notification ``torchvet/status``.

It is sent to clients that ask for it with ``"status": true`` in their ``initializationOptions``::

    {"state": "ready" | "analysing", "version": "0.1.0", "python": "3.12.1",
     "folders": {"file:///home/me/project": "/home/me/project/.venv/bin/python"}}
"""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable
from typing import Any

from torchvet import __version__

METHOD = "torchvet/status"
PATIENCE_SECONDS = 0.5
"""Analyses shorter than this are nobody's concern."""


class Status:
    """Tells the client when an analysis takes long, and when it is over.

    Args:
        notify: sends a notification.
        folders: gives the interpreter of each folder.
    """

    def __init__(
        self, notify: Callable[[str, Any], None], folders: Callable[[], dict[str, str | None]]
    ) -> None:
        self._notify = notify
        self._folders = folders
        self._timer: asyncio.TimerHandle | None = None
        self._state = ""
        self.is_wanted = False

    def send(self, state: str) -> None:
        """Sends a state, with all that goes with it."""
        self._state = state
        if self.is_wanted:
            python = platform.python_version()
            content = {"state": state, "version": __version__, "python": python, "folders": self._folders()}
            self._notify(METHOD, content)

    def busy(self, is_busy: bool) -> None:
        """Notes that analyses have begun, or that none is left."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if is_busy and self.is_wanted:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_later(PATIENCE_SECONDS, self.send, "analysing")
        elif self._state == "analysing":
            self.send("ready")
