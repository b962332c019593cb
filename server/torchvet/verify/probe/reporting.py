# pyright: basic
"""JSON lines on a pipe of the probe's own, so that what the program prints stays what it is."""

from __future__ import annotations

import json
import math
import os
import threading
from typing import Any


class Reporter:
    """Writes reports; a process that was forked from this one writes none.

    Args:
        path: the pipe, a file of the file system.
    """

    def __init__(self, path: str) -> None:
        self._descriptor = os.open(path, os.O_WRONLY)
        self._process = os.getpid()
        self._lock = threading.Lock()

    def send(self, event: str, **facts: Any) -> None:
        """Writes one report.

        Args:
            event: what kind of report it is.
            facts: what it says; numbers that JSON lacks become words.
        """
        if os.getpid() != self._process:
            return
        line = json.dumps(plain(dict(facts, event=event)), ensure_ascii=True).encode() + b"\n"
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                os._exit(1)  # nobody listens any more


def plain(value: Any) -> Any:
    """A value that JSON can say: what is not finite becomes "nan", "inf" or "-inf"."""
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    return str(value)
