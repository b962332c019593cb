"""The end of the server: on request, with its streams, or with the client's process."""

from __future__ import annotations

import asyncio
import os
import sys

WATCH_SECONDS = 3.0


def is_alive(process_id: int) -> bool:
    """Whether a process of that number exists."""
    if process_id <= 0:
        return False
    if sys.platform == "win32":
        return _is_alive_on_windows(process_id)
    try:
        os.kill(process_id, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _is_alive_on_windows(process_id: int) -> bool:
    """The same on Windows, where signal 0 would end the process."""
    if sys.platform != "win32":
        return True
    import ctypes

    synchronize, timed_out = 0x00100000, 0x00000102
    handle = ctypes.windll.kernel32.OpenProcess(synchronize, False, process_id)
    if not handle:
        return False
    waited = ctypes.windll.kernel32.WaitForSingleObject(handle, 0)
    ctypes.windll.kernel32.CloseHandle(handle)
    return waited == timed_out


async def wait_for_end(process_id: int, interval: float = WATCH_SECONDS) -> None:
    """Waits for a process to end.

    Args:
        process_id: its number.
        interval: how long to wait between two looks, in seconds.
    """
    while is_alive(process_id):
        await asyncio.sleep(interval)
