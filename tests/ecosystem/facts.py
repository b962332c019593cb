"""What is found in the packages, as it is kept: facts about places, and what a reader made of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

FINDINGS = Path(__file__).with_name("findings.csv")

TRUE, FALSE, UNREAD, NOT_NEEDED = "true", "false", "unread", "-"
"""Verdicts; hints and information may be left without one."""

SHOWN = ("warning", "error")
"""The severities whose every finding has to be read."""


@dataclass(frozen=True, order=True)
class Fact:
    """One finding.

    Args:
        package: the package's name.
        path: the file inside it.
        cell: the notebook's cell, from 1; 0 in a script.
        line: the line, from 1 (inside the cell).
        column: the column, from 1.
        code: the rule.
        severity: its label.
    """

    package: str
    path: str
    cell: int
    line: int
    column: int
    code: str
    severity: str

    def __str__(self) -> str:
        cell = f"cell {self.cell}:" if self.cell else ""
        return f"{self.package} {self.path}:{cell}{self.line}:{self.column} {self.code} {self.severity}"


@dataclass(frozen=True)
class Judgement:
    """What somebody who read the code says of a finding.

    Args:
        verdict: whether the finding is right.
        why: the reason, in a line.
    """

    verdict: str
    why: str


Judged = Mapping[Fact, Judgement]


def unjudged(fact: Fact) -> Judgement:
    """The judgement of a finding that is new."""
    return Judgement(UNREAD if fact.severity in SHOWN else NOT_NEEDED, "")


def read_findings(path: Path = FINDINGS) -> dict[Fact, Judgement]:
    """The findings that are kept."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        return {_fact(row): Judgement(row["verdict"], row["why"]) for row in csv.DictReader(file)}


def write_findings(findings: Judged, path: Path = FINDINGS) -> None:
    """Keeps the findings, in order."""
    names = [field.name for field in fields(Fact)]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*names, "verdict", "why"])
        for fact in sorted(findings):
            judgement = findings[fact]
            writer.writerow([*(getattr(fact, name) for name in names), judgement.verdict, judgement.why])


def differences(kept: Iterable[Fact], found: Iterable[Fact]) -> list[str]:
    """A line for each finding that is new (+) or gone (-), by place."""
    old, new = set(kept), set(found)
    changes = [(fact, "-") for fact in old - new] + [(fact, "+") for fact in new - old]
    return [f"{sign} {fact}" for fact, sign in sorted(changes)]


def _fact(row: Mapping[str, str]) -> Fact:
    return Fact(
        row["package"],
        row["path"],
        int(row["cell"]),
        int(row["line"]),
        int(row["column"]),
        row["code"],
        row["severity"],
    )
