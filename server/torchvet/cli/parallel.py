"""Checks files in several processes."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, parent_process
from multiprocessing.connection import wait
from multiprocessing.util import Finalize
from pathlib import Path
from threading import Thread

from torchvet.cli.checking import Checker, Result, Task
from torchvet.output.places import shown_name

FILES_AT_ONCE = 8
"""How many files a process is given at a time."""

_checker: Checker | None = None


def check_in_parallel(
    tasks: Sequence[Task], jobs: int, python: Path | None, caches: bool
) -> Iterator[Result]:
    """Checks files in several processes; the results come in the order of the tasks.

    Args:
        tasks: what to check.
        jobs: how many processes.
        python: the interpreter whose packages count; None to look for one.
        caches: whether answers about packages may be kept on disk.
    """
    chunks = [tasks[start : start + FILES_AT_ONCE] for start in range(0, len(tasks), FILES_AT_ONCE)]
    pool = _pool(min(jobs, len(chunks)), python, caches)
    try:
        futures = [pool.submit(_check, chunk) for chunk in chunks]
        for chunk, future in zip(chunks, futures, strict=True):
            try:
                yield from future.result()
            except BrokenProcessPool:
                for task in chunk:
                    yield _check_apart(task, python, caches)
    except BaseException:
        for child in active_children():
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _pool(jobs: int, python: Path | None, caches: bool) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, initializer=_begin, initargs=(python, caches))


def _begin(python: Path | None, caches: bool) -> None:
    """Prepares a process: an interruption is for its parent to handle."""
    global _checker
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()
    _checker = Checker(python, caches)
    _checker.__enter__()
    Finalize(_checker, _checker.__exit__, exitpriority=10)


def _end_with_parent() -> None:
    """Ends this process when its parent has ended, however that came."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _check(tasks: Sequence[Task]) -> list[Result]:
    assert _checker is not None
    return [_checker.check_file(task) for task in tasks]


def _check_apart(task: Task, python: Path | None, caches: bool) -> Result:
    """Checks a file after a process has ended unexpectedly, so that only its own file is lost by it."""
    with _pool(1, python, caches) as pool:
        try:
            return pool.submit(_check, [task]).result()[0]
        except BrokenProcessPool:
            sentence = f"{shown_name(task.filename)} could not be checked: checking it ended Python."
            return Result(task.filename, problems=(sentence,))
