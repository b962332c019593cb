"""The child process that reads packages and runs jedi, as the server sees it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import torchvet

BOOTSTRAP = """
import json, sys
settings = json.loads(sys.stdin.readline())
settings["standard"] = list(sys.path)
sys.path += settings["libraries"]
from torchvet.program.jedi_process import main
main(settings)
"""
"""What the child runs first: Python's own folders stay first on its path, then come our libraries."""
_LIBRARIES = ("jedi", "parso")


class ChildLost(Exception):
    """The child did not answer in time, died, or could not be started; it is stopped."""


@dataclass(frozen=True, slots=True)
class ChildSettings:
    """What a child is started with.

    Args:
        search_path: the folders of the environment's packages.
        workspace: the workspace's folder.
        cache_folder: where jedi keeps the trees that it has parsed.
        executable: the Python that it runs on, our own.
    """

    search_path: tuple[str, ...]
    workspace: str
    cache_folder: str
    executable: str = sys.executable


class Child:
    """A running child; greet it once, then ask it one question at a time."""

    def __init__(self, settings: ChildSettings) -> None:
        """Starts a child.

        Raises:
            ChildLost: it could not be started.
        """
        self.questions = 0
        """How many questions it has been asked."""
        self.megabytes = 0
        """How much memory it last said to use."""
        self._lines: queue.Queue[str] = queue.Queue()
        self._process = _started(settings)
        threading.Thread(target=self._read, name="torchvet-packages-reader", daemon=True).start()
        self._first = {
            "libraries": library_folders(sys.path, settings.workspace),
            "search_path": settings.search_path,
            "workspace": settings.workspace,
            "cache_folder": settings.cache_folder,
        }

    def greet(self, seconds: float) -> None:
        """Tells the child what it needs to know, and waits until it is ready.

        Raises:
            ChildLost: it did not answer in time, or died.
        """
        self._write(self._first)
        self._next(time.monotonic() + seconds)

    @property
    def pid(self) -> int:
        """The child's process number."""
        return self._process.pid

    def ask(self, asked: str, seconds: float) -> Iterator[dict[str, Any]]:
        """Asks about a qualified name.

        Yields:
            The child's messages: at most one with what the text says, then the one that is final.

        Raises:
            ChildLost: it did not answer in time, or died.
        """
        self.questions += 1
        number = self.questions
        self._write({"id": number, "ask": asked})
        end = time.monotonic() + seconds
        while True:
            message = self._next(end)
            if message.get("id") == number:
                self.megabytes = int(message.get("megabytes") or 0)
                yield message
                if message.get("final"):
                    return

    def stop(self) -> None:
        """Ends the child at once and waits until it is gone."""
        self._process.kill()
        with contextlib.suppress(OSError):
            if self._process.stdin:
                self._process.stdin.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(5)

    def _write(self, message: dict[str, Any]) -> None:
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as problem:
            self.stop()
            raise ChildLost("the child is gone") from problem

    def _next(self, end: float) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=max(0.0, end - time.monotonic()))
            message = json.loads(line)
        except queue.Empty:
            self.stop()
            raise ChildLost("the child did not answer in time") from None
        except ValueError:
            self.stop()
            raise ChildLost("the child is gone") from None
        return message

    def _read(self) -> None:
        """Hands on the child's lines; an empty one says that it is gone."""
        output: IO[str] | None = self._process.stdout
        assert output
        with contextlib.suppress(OSError, ValueError):
            for line in output:
                self._lines.put(line)
        with contextlib.suppress(OSError):
            output.close()
        self._lines.put("")


def library_folders(path: Sequence[str], workspace: str) -> list[str]:
    """The folders that hold our own code and the libraries that the child needs.

    The current folder and the workspace are never among them (unless we are run from there), so that a
    package of the workspace can't stand in for one of ours.

    Args:
        path: where this process imports from.
        workspace: the workspace's folder.
    """
    own = str(Path(torchvet.__file__).resolve().parent.parent)
    refused = {os.path.realpath(workspace), os.path.realpath(Path.cwd())}
    trusted = [own, *(each for each in path if each and os.path.realpath(each) not in refused)]
    found = [own]
    for name in _LIBRARIES:
        home = next((each for each in trusted if Path(each, name, "__init__.py").is_file()), None)
        if home and home not in found:
            found.append(os.path.realpath(home))
    return found


def _started(settings: ChildSettings) -> subprocess.Popen[str]:
    try:
        return subprocess.Popen(
            [settings.executable, "-I", "-S", "-X", "utf8", "-c", BOOTSTRAP],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            cwd=Path(settings.executable).anchor or None,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, ValueError) as problem:
        raise ChildLost("the child could not be started") from problem
