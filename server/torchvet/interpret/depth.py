"""Room for deep programs: calls within calls take more of the stack than a thread has by itself."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

STACK = 64 * 1024 * 1024
"""Bytes of stack for an execution; only what is used is ever taken."""
FRAMES = 12_000
"""Python's own frames that an execution may need: the bounds of the interpreter end it long before."""

_STARTING = threading.Lock()


def with_room(function: Callable[[], None]) -> None:
    """Runs a function in a thread with a large stack, and waits for it.

    Raises:
        BaseException: whatever the function raises.
    """
    raised: list[BaseException] = []

    def run() -> None:
        try:
            function()
        except BaseException as error:
            raised.append(error)

    with _STARTING:
        sys.setrecursionlimit(max(sys.getrecursionlimit(), FRAMES))
        before = threading.stack_size(STACK)
        try:
            thread = threading.Thread(target=run, name="torchvet execution", daemon=True)
            thread.start()
        finally:
            threading.stack_size(before)
    thread.join()
    if raised:
        raise raised[0]
