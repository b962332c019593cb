"""Checks a whole package as one workspace, and measures what it costs."""

from __future__ import annotations

import ast
import logging
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from torchvet.check import check
from torchvet.finding import Finding
from torchvet.interpret import core
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.unreadable import UnreadableSource

from .facts import Fact
from .packages import Package, source_files, unpacked

PATIENCE = 60.0
"""Seconds that the execution of a file may take where there is no hurry."""


@dataclass(frozen=True)
class Checked:
    """What came of a package.

    Args:
        package: its name.
        files: how many Python files and notebooks it has.
        torch_files: how many of them mention torch.
        facts: what is found.
        failures: what the analysis itself did wrong; nothing, it should be.
        cut: how many files' executions came to a bound.
        check_seconds: processor time of checking the files that mention torch.
        parse_seconds: processor time of ``ast.parse`` for the same files.
        slowest: the longest processor time for one file, and its name.
    """

    package: str
    files: int
    torch_files: int
    facts: frozenset[Fact]
    failures: tuple[str, ...]
    cut: int
    check_seconds: float
    parse_seconds: float
    slowest: tuple[float, str]


def check_package(package: Package, patient: bool = True) -> Checked:
    """Checks every file of a package, as ``torchvet check`` with nothing installed beside it does.

    Args:
        package: the package.
        patient: whether an execution may take longer than in use, so that what is found doesn't hang on
            how fast a machine is.
    """
    folder = unpacked(package)
    paths = source_files(folder)
    project = Project(root=folder)
    facts: set[Fact] = set()
    costs: list[tuple[float, str]] = []
    parsing = 0.0
    with _bounded(PATIENCE if patient else core.LONGEST_RUN), _notes() as notes:
        for path in paths:
            document = _document(path)
            if document is None or not document.mentions_torch:
                continue
            name = path.relative_to(folder).as_posix()
            parsing += _parse_seconds(document)
            start = time.process_time()
            findings = check(document, project)
            costs.append((time.process_time() - start, f"{package.name} {name}"))
            facts.update(_fact(package.name, name, document, finding) for finding in findings)
    return Checked(
        package.name,
        len(paths),
        len(costs),
        frozenset(facts),
        tuple(notes.failures),
        notes.cut,
        sum(seconds for seconds, _ in costs),
        parsing,
        max(costs, default=(0.0, "")),
    )


def check_file(package: Package, path: str) -> list[Finding]:
    """What is found in one file of a package; its execution may take longer than in use.

    Args:
        package: the package.
        path: the file inside it.
    """
    folder = unpacked(package)
    with _bounded(PATIENCE):
        return check(Document.from_path(folder / path), Project(root=folder))


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    usual, core.LONGEST_RUN = core.LONGEST_RUN, seconds
    try:
        yield
    finally:
        core.LONGEST_RUN = usual


class _Notes(logging.Handler):
    """What the analysis says of itself."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.failures: list[str] = []
        self.cut = 0

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.failures.append(logging.Formatter().format(record))
        elif "what was seen until then" in record.getMessage():
            self.cut += 1


@contextmanager
def _notes() -> Iterator[_Notes]:
    notes = _Notes()
    logger = logging.getLogger("torchvet")
    level = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(notes)
    try:
        yield notes
    finally:
        logger.removeHandler(notes)
        logger.setLevel(level)


def _document(path: Path) -> Document | None:
    """The file's document; None for a text that is no Python of today, such as a notebook of R."""
    try:
        return Document.from_path(path)
    except UnreadableSource:
        return None


def _parse_seconds(document: Document) -> float:
    start = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(document.text)
        except (SyntaxError, ValueError):
            return 0.0
    return time.process_time() - start


def _fact(package: str, path: str, document: Document, finding: Finding) -> Fact:
    start = finding.range.start
    place = document.cell_at(start.line) if document.is_notebook else None
    cell, line = place or (0, start.line)
    return Fact(package, path, cell, line + 1, start.column + 1, finding.code, finding.severity.label)
