"""The child process: reads packages as text and runs jedi, and answers questions line by line.

It is started on our own Python, isolated and without ``site``, so that nothing of the user's environment
runs in it. Each line on standard input is a question, each line on standard output a message about one.
It ends when its standard input does.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from torchvet.program.package_facts import PackageFact
from torchvet.program.packages.explainer import Explainer, Explanation, Inference
from torchvet.program.packages.inference import JediFailed, JediInference
from torchvet.program.packages.modules import ModuleFinder, is_standard

MOST_CACHED_BYTES = 64_000_000
"""What jedi may keep on disk; the files that were used longest ago go first."""
MOST_MEMORY = 4_000_000_000
"""The address space that the child may take where the system can limit it."""
DEEPEST = 5_000
"""How deep calls may nest."""
STACK = 64 * 1024 * 1024
"""The stack of the thread that works: programs nest deeply."""


class Answerer:
    """Answers questions with the explainer and jedi.

    Args:
        finder: finds the packages' modules.
        inference: jedi.
        send: sends a message.
    """

    def __init__(
        self, finder: ModuleFinder, inference: Inference, send: Callable[[dict[str, Any]], None]
    ) -> None:
        self._finder = finder
        self._explainer = Explainer(finder)
        self._inference = inference
        self._send = send
        self._read_for: dict[str, set[str]] = {}

    def answer(self, question: dict[str, Any]) -> None:
        """Answers one question: what the text says at once, what jedi adds when it is there."""
        asked = str(question["ask"])
        self._finder.consulted.clear()
        found = self._from_text(asked)
        fact, failed = found.fact, False
        if found.open:
            if fact:
                self._say(question, asked, fact, False)
            try:
                fact = self._explainer.with_inference(fact, asked, self._inference)
            except JediFailed:
                failed = True
        self._say(question, asked, fact, True, failed)

    def _from_text(self, asked: str) -> Explanation:
        try:
            return self._explainer.from_text(asked)
        except (RecursionError, MemoryError):  # a text that nests without end
            return Explanation(None, True)

    def _say(
        self,
        question: dict[str, Any],
        asked: str,
        fact: PackageFact | None,
        final: bool,
        failed: bool = False,
    ) -> None:
        related = list(self._explainer.related(fact)) if fact and final else []
        self._send(
            {
                "id": question["id"],
                "fact": fact.to_json() if fact else None,
                "final": final,
                "failed": failed,
                "related": [each.to_json() for each in related],
                "consulted": sorted(self._packages_read(asked, fact)),
                "megabytes": _megabytes(),
            }
        )

    def _packages_read(self, asked: str, fact: PackageFact | None) -> set[str]:
        """The packages that an answer rests on, those read for earlier answers that it builds on included."""
        read = self._read_for.setdefault(asked.partition(".")[0], set())
        read |= self._finder.consulted
        if fact:
            read |= {name.partition(".")[0] for name in (*fact.bases, *fact.returns)}
        whole: set[str] = set()
        waiting = set(read)
        while waiting:
            name = waiting.pop()
            whole.add(name)
            waiting |= self._read_for.get(name, set()) - whole
        return {name for name in whole if not is_standard(name)}


def main(settings: dict[str, Any]) -> None:
    """Answers questions until standard input ends.

    Args:
        settings: what the parent sent first: ``search_path``, ``workspace``, ``cache_folder``, and
            ``standard``, the folders of Python's own modules.
    """
    output = _private_output()
    with contextlib.suppress(ValueError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    sys.setrecursionlimit(DEEPEST)

    def send(message: dict[str, Any]) -> None:
        output.write(json.dumps(message) + "\n")
        output.flush()

    questions: queue.Queue[dict[str, Any]] = queue.Queue()
    threading.stack_size(STACK)
    threading.Thread(target=_work, args=(settings, questions, send), daemon=True).start()
    for line in sys.stdin:
        questions.put(json.loads(line))
    os._exit(0)


def _work(
    settings: dict[str, Any],
    questions: queue.Queue[dict[str, Any]],
    send: Callable[[dict[str, Any]], None],
) -> None:
    """Answers one question after the other; any failure of its own ends the process."""
    try:
        cache_folder = Path(settings["cache_folder"])
        inference = JediInference(
            settings["search_path"], settings["workspace"], str(cache_folder), settings["standard"]
        )
        answerer = Answerer(ModuleFinder(settings["search_path"]), inference, send)
        send({"ready": True})
        while True:
            answerer.answer(questions.get())
            if inference.asked:
                inference.asked = False
                _prune(cache_folder, MOST_CACHED_BYTES)
    except BaseException:
        os._exit(1)


def _private_output() -> TextIO:
    """Standard output for messages only: what anybody else prints goes nowhere."""
    output = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    return output


def _limit_memory() -> None:
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(OSError, ValueError):
            _, hard = resource.getrlimit(resource.RLIMIT_AS)
            resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, hard))


def _megabytes() -> int:
    """The memory that this process uses now, or has used at most; 0 where the system does not say."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000
    except (OSError, ValueError, IndexError, AttributeError):
        pass
    if sys.platform == "darwin":
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_000_000
    return 0


def _prune(folder: Path, most: int) -> None:
    """Removes the files of a cache that were used longest ago, until the rest is small enough."""
    found: list[tuple[float, int, Path]] = []
    with contextlib.suppress(OSError):
        for path in folder.rglob("*.pkl"):
            status = path.stat()
            found.append((max(status.st_atime, status.st_mtime), status.st_size, path))
    total = sum(size for _, size, _ in found)
    for _, size, path in sorted(found):
        if total <= most:
            return
        with contextlib.suppress(OSError):
            path.unlink()
            total -= size
