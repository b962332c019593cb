"""Stands between torchvet and a script: whatever the script started ends when either of them does.

    python -I -S supervisor.py COMMAND-AS-JSON

Standard input is a lifeline: when it is closed, because torchvet has cancelled the run or is gone, everything
is killed. It imports the standard library only, and as little of it as possible.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
TICK = 0.03
COULD_NOT_START = 127


def main() -> int:
    """Runs the command; returns its exit status, negative where a signal ended it."""
    wish = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for each in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _leave)
    _prctl(PR_SET_CHILD_SUBREAPER, 1)
    try:
        child = subprocess.Popen(
            wish["command"],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=lambda: _prepare(wish),
        )
    except OSError:
        return COULD_NOT_START
    is_alone = False
    try:
        while child.poll() is None:
            is_alone = _lifeline_is_cut()
            if is_alone:
                break
            _reap_others(child.pid)
    finally:
        _kill_everything(child)
        if is_alone:
            shutil.rmtree(wish["scratch"], ignore_errors=True)
    status = child.returncode if child.returncode is not None else -signal.SIGKILL
    return status if status >= 0 else 128 - status


def _leave(number: int, frame: object) -> None:
    sys.exit(_kill_everything(None))


def _lifeline_is_cut() -> bool:
    ready, _, _ = select.select([0], [], [], TICK)
    return bool(ready) and not os.read(0, 1)


def _prepare(wish: dict[str, Any]) -> None:
    """In the child, before the script: bounds, and to die with this process."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    for name in ("memory", "file"):
        if wish.get(name):
            kind = resource.RLIMIT_AS if name == "memory" else resource.RLIMIT_FSIZE
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(kind, (int(wish[name]), resource.getrlimit(kind)[1]))


def _prctl(option: int, value: int) -> None:
    """Linux only; elsewhere the process group has to do."""
    if sys.platform.startswith("linux"):
        import ctypes

        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def _reap_others(main_child: int) -> None:
    """Takes leave of orphans that have ended; the main child is left for its own `poll`."""
    for _ in range(64):
        try:
            ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
        except OSError:
            return
        if ended is None or ended.si_pid == main_child:
            return
        with contextlib.suppress(OSError):
            os.waitpid(ended.si_pid, os.WNOHANG)


def _kill_everything(child: subprocess.Popen[bytes] | None) -> int:
    """Kills all that descends from this process, until nothing is left."""
    for _ in range(200):
        if child is not None:
            with contextlib.suppress(OSError):
                os.killpg(child.pid, signal.SIGKILL)
        left = _descendants()
        for pid in left:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        if child is not None:
            child.poll()
        with contextlib.suppress(OSError):
            while child is None or child.returncode is not None:
                if os.waitpid(-1, os.WNOHANG)[0] == 0:
                    break
        if not left:
            break
        time.sleep(0.01)
    return 1


def _descendants() -> list[int]:
    parents = _parents()
    found: list[int] = []
    waiting = [os.getpid()]
    while waiting:
        children = _children_of(waiting.pop(), parents)
        found += children
        waiting += children
    return found


def _children_of(pid: int, parents: dict[int, int]) -> list[int]:
    return [child for child, parent in parents.items() if parent == pid]


def _parents() -> dict[int, int]:
    """The parent of each process."""
    parents: dict[int, int] = {}
    if sys.platform.startswith("linux"):
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with contextlib.suppress(OSError, ValueError, IndexError):
                    stat = (folder / "stat").read_bytes()
                    parents[int(folder.name)] = int(stat.rpartition(b")")[2].split()[1])
        return parents
    listed = subprocess.run(["ps", "-axo", "pid=,ppid="], capture_output=True, text=True, check=False)
    for line in listed.stdout.splitlines():
        pid, parent = line.split()
        parents[int(pid)] = int(parent)
    return parents


if __name__ == "__main__":
    sys.exit(main())
