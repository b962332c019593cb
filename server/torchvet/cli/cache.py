"""Keeps what was found in a file for the next run.

A result is used again only where nothing that it depends on has changed: the file's content, the
configuration, torchvet itself, the installed packages, which scripts import the file, which file each
import leads to, the content of these files, and which of its training loops were verified.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import sys
import time
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import torchvet
from torchvet.cli.recording import Lookup
from torchvet.cli.stored import from_plain, to_plain
from torchvet.configuration import Configuration
from torchvet.finding import Finding
from torchvet.passes.passes import Passes
from torchvet.program.importers import Importers
from torchvet.source.files import write_whole

FORMAT = 3
KEPT_SECONDS = 30 * 24 * 3600
SWEPT_SECONDS = 24 * 3600
SWEPT = "swept"


def digest_of(content: bytes) -> str:
    """A short name for a file's content."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


class Cache:
    """The results of one project's files.

    Args:
        folder: where they are kept.
        configuration: what the files are checked for.
        root: the folder that modules are looked up in.
        packages: the folders that packages are installed in.
        passes: which training loops were verified.
    """

    def __init__(
        self,
        folder: Path,
        configuration: Configuration,
        root: Path,
        packages: Iterable[str],
        passes: Passes,
    ) -> None:
        self._passes = passes
        self._folder = folder / "results"
        self._root = root
        self._importers = Importers(root)
        stamps = [(each, _modified(Path(each))) for each in packages]
        circumstances = (FORMAT, torchvet.__version__, _own_state(), sys.version, root, configuration, stamps)
        self._circumstances = digest_of(repr(circumstances).encode("utf-8", "surrogatepass"))

    def get(self, filename: str, digest: str) -> tuple[tuple[Finding, ...], tuple[str, ...]] | None:
        """What was found in a file, and the sentences about it; None where that is not known.

        Args:
            filename: the file.
            digest: its content's digest.
        """
        try:
            entry: Any = json.loads(self._file(filename).read_text(encoding="utf-8"))
            if entry["digest"] != digest or not self._holds(filename, entry):
                return None
            return tuple(map(from_plain, entry["findings"])), tuple(entry["problems"])
        except (OSError, ValueError, TypeError, LookupError):
            return None

    def put(
        self,
        filename: str,
        digest: str,
        findings: Iterable[Finding],
        problems: Iterable[str],
        lookups: Iterable[Lookup],
        programs: Iterable[str] | None,
        asked_for_passes: bool,
    ) -> None:
        """Keeps what was found in a file; does nothing where it cannot be written."""
        lookups = list(lookups)
        read = [*(each.found for each in lookups if each.found), *(programs or ())]
        if asked_for_passes:
            read += sorted(self._passes.files_of(filename))
        entry = {
            "digest": digest,
            "lookups": [[each.importer, each.level, each.name, each.found] for each in lookups],
            "programs": None if programs is None else list(programs),
            "passes": self._passes.stamp(filename) if asked_for_passes else None,
            "read": {each: _digest(each) for each in read},
            "findings": [to_plain(each) for each in findings],
            "problems": list(problems),
        }
        with contextlib.suppress(OSError):
            file = self._file(filename)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, json.dumps(entry))

    def sweep(self) -> None:
        """Removes, once a day, what was not used for long."""
        now = time.time()
        mark = self._folder / SWEPT
        with contextlib.suppress(OSError):
            if mark.exists() and now - mark.stat().st_mtime < SWEPT_SECONDS:
                return
            mark.touch()
            for entry in self._folder.glob("*/*.json"):
                if now - entry.stat().st_mtime > KEPT_SECONDS:
                    entry.unlink()

    def _holds(self, filename: str, entry: Mapping[str, Any]) -> bool:
        """Whether the same scripts import it, and imports lead where they led, and to the same content."""
        lookups = (Lookup(*each) for each in entry["lookups"])
        programs, passes = entry["programs"], entry["passes"]
        return (
            (programs is None or programs == self._programs_with(filename))
            and (passes is None or passes == self._passes.stamp(filename))
            and all(each.still_holds(self._root) for each in lookups)
            and all(_digest(name) == digest for name, digest in entry["read"].items())
        )

    def _programs_with(self, filename: str) -> list[str]:
        return [str(path) for path in self._importers.programs_with(Path(filename))]

    def _file(self, filename: str) -> Path:
        name = digest_of(f"{self._circumstances}\0{filename}".encode("utf-8", "surrogatepass"))
        return self._folder / name[:2] / f"{name[2:]}.json"


def _digest(filename: str) -> str | None:
    try:
        return digest_of(Path(filename).read_bytes())
    except OSError:
        return None


def _modified(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=1)
def _own_state() -> str:
    """What torchvet's own files come to, since results change with them."""
    own = sorted(Path(torchvet.__file__).parent.rglob("*.py"))
    return digest_of(repr([(str(each), _modified(each)) for each in own]).encode())
