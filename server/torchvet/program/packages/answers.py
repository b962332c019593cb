"""The answers that are known: in memory, and on disk for packages whose version says what they hold."""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import shutil
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from torchvet import __version__
from torchvet.program.package_facts import SCHEMA, PackageFact
from torchvet.program.packages.installed import CHANGING, InstalledPackages
from torchvet.source.files import write_whole

MOST_ANSWERS = 5_000
"""A package's answers kept on disk; more would be a program asking for nonsense."""
OUTDATED_AFTER = 60 * 24 * 3600.0
"""Seconds after which the answers of another version of torchvet are removed."""
GIVEN_UP_FOR = 7 * 24 * 3600.0
"""Seconds for which a name that could not be answered in time is not asked again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer to a question about a name.

    Args:
        fact: what is known; None where nothing is.
        given_up: when the question was given up (seconds since the epoch); 0 where it was answered.
    """

    fact: PackageFact | None
    given_up: float = 0.0


@dataclass(slots=True)
class _Package:
    """The answers about one package.

    Args:
        version: the version that they hold for.
        depends: versions of the other packages that were read for them.
    """

    version: str
    depends: dict[str, str] = field(default_factory=dict[str, str])
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class Unsaved:
    """Answers about one package that are not on disk yet, and the file that they belong into."""

    path: Path
    version: str
    depends: dict[str, str]
    answers: dict[str, Answer]


class Answers:
    """Remembers answers, each for as long as the packages that it was read from stay the same.

    Args:
        installed: the environment's packages.
        folder: where answers are kept; None keeps nothing on disk.
    """

    def __init__(self, installed: InstalledPackages, folder: Path | None) -> None:
        self._installed = installed
        self._folder = folder / "answers" / f"{__version__}-{SCHEMA}-{_own_text()}" if folder else None
        self._packages: dict[str, _Package] = {}

    def get(self, asked: str) -> Answer | None:
        """The answer to a question; None where there is none yet."""
        answer = self._package(_top(asked)).answers.get(asked)
        if answer and answer.given_up and time.time() - answer.given_up > GIVEN_UP_FOR:
            return None
        return answer

    def put(self, asked: str, answer: Answer, consulted: Iterable[str] = ()) -> None:
        """Remembers an answer.

        Args:
            asked: the qualified name.
            answer: the answer.
            consulted: top-level names of the packages that were read for it.
        """
        package = self._package(_top(asked))
        package.answers[asked] = answer
        package.depends.update({name: self._installed.version(name) for name in consulted})
        package.dirty = True

    def forget(self) -> None:
        """Forgets what is in memory, because packages were installed or removed."""
        self._packages.clear()

    def unsaved(self) -> list[Unsaved]:
        """What :meth:`save` has to write; each is handed out once."""
        found: list[Unsaved] = []
        for name, package in self._packages.items():
            if (
                package.dirty
                and self._folder
                and CHANGING not in (package.version, *package.depends.values())
            ):
                package.dirty = False
                path = self._path(name, package.version)
                found.append(Unsaved(path, package.version, dict(package.depends), dict(package.answers)))
        return found

    def _package(self, name: str) -> _Package:
        if name not in self._packages:
            version = self._installed.version(name)
            known = self._read(name, version) if self._folder and version != CHANGING else None
            self._packages[name] = known or _Package(version)
        return self._packages[name]

    def _path(self, name: str, version: str) -> Path:
        assert self._folder
        where = hashlib.sha256(f"{self._installed.home(name)}\0{name}\0{version}".encode("utf-8", "replace"))
        readable = re.sub(r"[^A-Za-z0-9.+_]", "_", f"{name}-{version}")[:80]
        return self._folder / f"{readable}-{where.hexdigest()[:12]}.json"

    def _read(self, name: str, version: str) -> _Package | None:
        package = _read_package(self._path(name, version), version)
        if package and all(self._installed.version(other) == at for other, at in package.depends.items()):
            return package
        return None


def save(unsaved: Unsaved) -> None:
    """Writes answers to disk, beside those that another process wrote meanwhile.

    A folder that can't be written to keeps nothing.
    """
    earlier = _read_package(unsaved.path, unsaved.version)
    agrees = earlier is not None and all(
        unsaved.depends.get(name, at) == at for name, at in earlier.depends.items()
    )
    answers = {**(earlier.answers if earlier and agrees else {}), **unsaved.answers}
    record = {
        "version": unsaved.version,
        "depends": {**(earlier.depends if earlier and agrees else {}), **unsaved.depends},
        "answers": {asked: _answer_record(answers[asked]) for asked in list(answers)[-MOST_ANSWERS:]},
    }
    with contextlib.suppress(OSError):
        if not unsaved.path.parent.is_dir():
            unsaved.path.parent.mkdir(parents=True)
            _remove_outdated(unsaved.path.parent)
        write_whole(unsaved.path, json.dumps(record))


def _read_package(path: Path, version: str) -> _Package | None:
    try:
        return _package_from(json.loads(path.read_text("utf-8")), version)
    except (OSError, ValueError, RecursionError):
        return None


def _top(asked: str) -> str:
    return asked.partition(".")[0]


def _answer_record(answer: Answer) -> dict[str, Any]:
    return {"fact": answer.fact.to_json() if answer.fact else None, "given_up": answer.given_up}


def _package_from(record: object, version: str) -> _Package:
    table = _table(record)
    depends = {name: str(at) for name, at in _table(table.get("depends")).items()}
    answers = {name: _answer_from(each) for name, each in _table(table.get("answers")).items()}
    if table.get("version") != version:
        raise ValueError("the answers are for another version")
    return _Package(version, depends, answers)


def _answer_from(record: object) -> Answer:
    table = _table(record)
    fact, given_up = table.get("fact"), table.get("given_up")
    if not isinstance(given_up, int | float):
        raise ValueError("a time must be a number")
    return Answer(None if fact is None else PackageFact.from_json(fact), float(given_up))


def _table(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("an object was expected")
    return cast("dict[str, object]", value)


def _remove_outdated(folder: Path) -> None:
    """Removes the folders of other versions of torchvet that nobody has written to for long."""
    for other in folder.parent.iterdir():
        if other != folder and time.time() - other.stat().st_mtime > OUTDATED_AFTER:
            shutil.rmtree(other, ignore_errors=True)


def _own_text() -> str:
    """A digest of the code that makes answers, so that a change of it asks anew."""
    digest = hashlib.sha256()
    here = Path(__file__).parent
    for path in [
        here.parent / "package_facts.py",
        here.parent / "jedi_process.py",
        *sorted(here.glob("*.py")),
    ]:
        with contextlib.suppress(OSError):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:8]
