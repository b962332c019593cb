"""Explains names of installed packages: the server's and the command line's side of the bridge.

A question is answered from memory or from disk at once. What is not known there is asked in a child
process, in the background or, for the command line, within a time budget. Packages are read as text;
nothing of the user's is ever executed, and torch is never imported.
"""

from __future__ import annotations

import re
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import platformdirs

from torchvet.program.package_facts import PackageFact
from torchvet.program.packages.answers import Answer, Answers, save
from torchvet.program.packages.child import ChildSettings
from torchvet.program.packages.installed import InstalledPackages
from torchvet.program.packages.site_packages import site_packages_of
from torchvet.program.packages.worker import Patience, Reply, Worker

__all__ = ["Environment", "PackageFact", "Patience", "default_cache_folder", "site_packages_of"]

_QUALIFIED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
_LONGEST_NAME = 300
_LOOK_AGAIN_SECONDS = 2.0
_TELL_SECONDS = 0.5


def default_cache_folder() -> Path:
    """Where answers are kept between runs, by the system's custom for caches."""
    return Path(platformdirs.user_cache_dir("torchvet", appauthor=False))


class Environment:
    """The packages of one selected interpreter, and what is known about their names.

    Make it in the process that uses it; it may be used from several threads.

    Args:
        sys_path: the folders that hold the packages, first match wins (:func:`site_packages_of`).
        workspace: the folder of the user's program; nothing is imported from it.
        waiting: whether :meth:`explain` waits for an answer (the command line), or says None and
            asks in the background (the editor).
        cache_folder: where answers are kept between runs; None keeps nothing.
        patience: how long to wait for what.
    """

    def __init__(
        self,
        sys_path: Sequence[str],
        workspace: Path,
        waiting: bool = False,
        cache_folder: Path | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._waiting = waiting
        self._patience = patience or Patience()
        self._budget = self._patience.file
        self._temporary = None if cache_folder else tempfile.TemporaryDirectory(prefix="torchvet-")
        folders = tuple(str(Path(workspace, each)) for each in sys_path)
        self._installed = InstalledPackages(folders)
        self._answers = Answers(self._installed, cache_folder)
        self._worker = Worker(
            self._settings(folders, workspace, cache_folder), self._patience, self._take, self._rest
        )
        self._callbacks: list[Callable[[], None]] = []
        self._pending: dict[str, PackageFact | None] = {}
        self._owed: set[str] = set()
        self._news = False
        self._told = 0.0
        self._looked = time.monotonic()
        self._changed = threading.Condition()  # its lock may be taken again by its holder

    def explain(self, qualified: str) -> PackageFact | None:
        """What a qualified name stands for.

        In the background mode it returns at once; None means that nothing is known (yet), and the
        callbacks of :meth:`on_change` are called when that has changed. In the waiting mode it waits
        while the file's time budget lasts.

        Args:
            qualified: a dotted name whose first part is a top-level package (``timm.create_model``).
        """
        if len(qualified) > _LONGEST_NAME or not _QUALIFIED.fullmatch(qualified):
            return None
        with self._changed:
            if time.monotonic() - self._looked > _LOOK_AGAIN_SECONDS:
                self.refresh()
            if not self._installed.has(qualified.partition(".")[0]):
                return None
            if answer := self._answers.get(qualified):
                return answer.fact
            if not self._worker.works:
                return None
            if qualified not in self._pending:
                self._pending[qualified] = None
                self._worker.schedule(qualified)
            if self._waiting:
                return self._wait_for(qualified)
            self._owed.add(qualified)
            return self._pending[qualified]

    def on_change(self, callback: Callable[[], None]) -> None:
        """Registers a function to call, on a worker's thread, when names can be explained that could not."""
        with self._changed:
            self._callbacks.append(callback)

    def refresh(self) -> bool:
        """Looks at once whether packages were installed or removed, and forgets what no longer holds.

        :meth:`explain` does so itself every few seconds.
        """
        with self._changed:
            self._looked = time.monotonic()
            if not self._installed.refresh():
                return False
            self._answers.forget()
            self._pending.clear()
            self._worker.replace_child()
            return True

    def begin_file(self) -> None:
        """Gives the next file its own time budget (waiting mode)."""
        with self._changed:
            self._budget = self._patience.file

    def close(self) -> None:
        """Ends the child process and keeps the answers. The environment explains nothing new after it."""
        self._worker.close()
        with self._changed:
            self._changed.notify_all()
        self._save()
        if self._temporary:
            self._temporary.cleanup()

    def _settings(
        self, folders: tuple[str, ...], workspace: Path, cache_folder: Path | None
    ) -> ChildSettings:
        jedi_folder = (
            cache_folder / "jedi" if cache_folder else Path(self._temporary.name if self._temporary else "")
        )
        return ChildSettings(folders, str(workspace), str(jedi_folder))

    def _wait_for(self, qualified: str) -> PackageFact | None:
        began = time.monotonic()
        end = began + self._budget
        while qualified in self._pending and self._worker.works:
            left = end - time.monotonic()
            if left <= 0 or not self._changed.wait(left):
                break
        self._budget = max(0.0, self._budget - (time.monotonic() - began))
        answer = self._answers.get(qualified)
        return answer.fact if answer else self._pending.get(qualified)

    def _take(self, reply: Reply) -> None:
        """Takes a reply in, on the worker's thread."""
        with self._changed:
            if reply.asked not in self._pending:
                return  # packages have changed since it was asked
            if reply.final:
                self._remember(reply)
            else:
                self._pending[reply.asked] = reply.fact
            if reply.fact and reply.asked in self._owed:
                self._news = True
            self._changed.notify_all()
        self._tell(time.monotonic() - self._told > _TELL_SECONDS)

    def _remember(self, reply: Reply) -> None:
        fact = reply.fact or self._pending.pop(reply.asked)
        self._pending.pop(reply.asked, None)
        if not self._worker.works:
            return  # it was not asked at all
        given_up = time.time() if reply.given_up else 0.0
        self._answers.put(reply.asked, Answer(fact, given_up), reply.consulted)
        for each in reply.related:
            self._answers.put(each.asked, Answer(each), reply.consulted)

    def _rest(self) -> None:
        """Saves and tells when no question is left, on the worker's thread."""
        self._save()
        self._tell(True)

    def _save(self) -> None:
        with self._changed:
            unsaved = self._answers.unsaved()
        for each in unsaved:
            save(each)

    def _tell(self, now: bool) -> None:
        with self._changed:
            if not (now and self._news):
                return
            self._news = False
            self._told = time.monotonic()
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()
