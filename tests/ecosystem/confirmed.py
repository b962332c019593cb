"""Mistakes that maintainers confirmed: an earlier release has them, and a later one mends them there.

``confirmed.csv`` says where, ``confirmed.toml`` pins the releases. They were found by reading what changed
between releases, and not by what torchvet says of them.
"""

from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from functools import cache
from pathlib import Path

from torchvet.finding import Finding

from .checking import check_file
from .facts import SHOWN
from .packages import Package, unpacked

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MENDED = Path(__file__).with_name("confirmed.csv")
RELEASES = Path(__file__).with_name("confirmed.toml")

FOUND, HINT, MISSED = "found", "hint", "missed"
"""How a mistake shows: as a warning or an error, as a hint or information, or not at all."""


@dataclass(frozen=True, order=True)
class Mended:
    """One mistake that a later release mends.

    Args:
        package: the package's name on the index.
        old: a release with the mistake.
        new: a later release without it.
        path: the file, the same in both.
        where: the function in which the mistake shows, the same in both.
        line: the line in the old release.
        code: the rule that the mistake belongs to.
        mended: what the later release does about it.
        found_first: how it showed when it was first looked for.
        found: how it shows now.
    """

    package: str
    old: str
    new: str
    path: str
    where: str
    line: int
    code: str
    mended: str
    found_first: str
    found: str

    def __str__(self) -> str:
        return f"{self.package} {self.old} {self.path}:{self.line} {self.code}"


@dataclass(frozen=True)
class Outcome:
    """What torchvet says of both releases.

    Args:
        mistake: what it is about, with ``found`` as it is now.
        is_silent_after: whether nothing of the rule stands there in the later release.
    """

    mistake: Mended
    is_silent_after: bool

    def __str__(self) -> str:
        after = "" if self.is_silent_after else f", and still there in {self.mistake.new}"
        return f"{self.mistake}: {self.mistake.found}{after}"


@cache
def releases() -> dict[tuple[str, str], Package]:
    """Each pinned release, by name and version."""
    entries = tomllib.loads(RELEASES.read_text("utf-8"))["package"]
    return {(entry["name"], entry["version"]): Package(**entry, about="") for entry in entries}


def read_mended(path: Path = MENDED) -> list[Mended]:
    """The mistakes, in order."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Mended(**{**row, "line": int(row["line"])}) for row in csv.DictReader(file)]


def write_mended(mistakes: Iterable[Mended], path: Path = MENDED) -> None:
    """Keeps the mistakes, in order."""
    names = [field.name for field in fields(Mended)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows([getattr(mistake, name) for name in names] for mistake in sorted(mistakes))


def outcome(mistake: Mended) -> Outcome:
    """Checks the file of both releases."""
    before = _severities(mistake, mistake.old)
    found = FOUND if before & set(SHOWN) else HINT if before else MISSED
    return Outcome(replace(mistake, found=found), not _severities(mistake, mistake.new))


def table(outcomes: Sequence[Outcome]) -> str:
    """The counts by rule, as lines of text."""
    lines = [f"{'rule':6}{'mistakes':>10}{'found':>7}{'hint':>6}{'missed':>8}"]
    for code in [*sorted({each.mistake.code for each in outcomes}), "all"]:
        shown = [each.mistake.found for each in outcomes if code in (each.mistake.code, "all")]
        counts = f"{shown.count(FOUND):>7}{shown.count(HINT):>6}{shown.count(MISSED):>8}"
        lines.append(f"{code:6}{len(shown):>10}{counts}")
    return "\n".join(lines)


def _severities(mistake: Mended, version: str) -> set[str]:
    """Of the findings of the rule in that function, or about it, in one of the releases."""
    package = releases()[mistake.package, version]
    lines = _lines_of(unpacked(package) / mistake.path, mistake.where)
    return {
        finding.severity.label
        for finding in check_file(package, mistake.path)
        if finding.code == mistake.code and _is_in(finding, lines)
    }


def _is_in(finding: Finding, lines: range) -> bool:
    return finding.range.start.line + 1 in lines


def _lines_of(path: Path, where: str) -> range:
    """The lines of the function with that name, counted from 1."""
    scope: ast.AST = ast.parse(path.read_bytes())
    for name in where.split("."):
        scope = next(node for node in ast.walk(scope) if getattr(node, "name", None) == name)
    assert isinstance(scope, ast.FunctionDef)
    return range(scope.lineno, (scope.end_lineno or scope.lineno) + 1)
