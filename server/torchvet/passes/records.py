"""The records of passes, as files under the user's cache folder.

A record is a file of its own, written whole or not at all and never changed, and its name is that of what it
says: any number of processes may write at once. What can't be read, or was written by another version, counts
as absent.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from torchvet.passes.pieces import LoopKey, Piece
from torchvet.source.files import write_whole

FORMAT = 1
MOST_OF_A_FILE = 24
"""So many records of loops in one file are kept, the newest."""
SETTLED_SECONDS = 2.0
"""A folder that was changed less long ago may change again without showing it."""


@dataclass(frozen=True, slots=True)
class Record:
    """A loop that was shown to fit one batch.

    Args:
        loop: which.
        pieces: what it rested on, each with what it came to.
    """

    loop: LoopKey
    pieces: Mapping[Piece, str]


class Records:
    """The records in a folder.

    Args:
        folder: the folder; it is made when something is written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[Record, ...]] = {}
        self._names: tuple[str, ...] = ()
        self._seen: int | None = None

    @property
    def generation(self) -> int:
        """A number that changes when a record is written; costs one question to the file system."""
        try:
            return self.folder.stat().st_mtime_ns
        except OSError:
            return 0

    def of(self, file: str) -> tuple[Record, ...]:
        """The records of loops in a file, the newest first."""
        self._look()
        if file not in self._known:
            self._known[file] = self._read(file)
        return self._known[file]

    def stamp(self, file: str) -> str:
        """A text that changes when the records of loops in a file do."""
        self._look()
        return " ".join(self._names_of(file))

    def write(self, file: str, record: Record) -> bool:
        """Keeps a record of a loop in a file; false where it can't be written."""
        pieces = [
            [piece.file, piece.kind, piece.scope, piece.name, digest]
            for piece, digest in sorted(record.pieces.items())
        ]
        loop = [record.loop.scope, record.loop.number, record.loop.digest]
        text = json.dumps({"format": FORMAT, "file": file, "loop": loop, "pieces": pieces})
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self.folder / f"{_short(file)}-{_short(text)}.json", text)
        except OSError:
            return False
        self._prune(file)
        return True

    # --- reading ----------------------------------------------------------------------------

    def _look(self) -> None:
        """Looks which records there are, if that may have changed."""
        now = self.generation
        if now == self._seen and time.time() - now / 1e9 > SETTLED_SECONDS:
            return
        self._seen = now
        names = tuple(sorted(self._listed()))
        if names != self._names:
            self._names = names
            self._known.clear()

    def _listed(self) -> list[str]:
        try:
            return [name for name in os.listdir(self.folder) if name.endswith(".json")]  # noqa: PTH208
        except OSError:
            return []

    def _names_of(self, file: str) -> list[str]:
        begin = f"{_short(file)}-"
        return [name for name in self._names if name.startswith(begin)]

    def _read(self, file: str) -> tuple[Record, ...]:
        found: list[tuple[float, Record]] = []
        for name in self._names_of(file):
            path = self.folder / name
            with contextlib.suppress(OSError, ValueError, TypeError, LookupError, AttributeError):
                found.append((path.stat().st_mtime, _record_of(json.loads(path.read_text("utf-8")), file)))
        return tuple(record for _, record in sorted(found, key=lambda each: each[0], reverse=True))

    # --- writing ----------------------------------------------------------------------------

    def _prune(self, file: str) -> None:
        self._look()
        with contextlib.suppress(OSError):
            paths = [self.folder / name for name in self._names_of(file)]
            paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
            for path in paths[MOST_OF_A_FILE:]:
                path.unlink()


def _record_of(told: Any, file: str) -> Record:
    if told["format"] != FORMAT or told["file"] != file:
        raise ValueError
    scope, number, digest = told["loop"]
    pieces = {Piece(*map(str, each[:4])): str(each[4]) for each in told["pieces"]}
    return Record(LoopKey(str(scope), int(number), str(digest)), pieces)


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12).hexdigest()
