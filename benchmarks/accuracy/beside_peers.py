"""What the peers find of the mutants, and what they say of the packages as they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.peer_runs import Answer, PeerRuns, Text
from benchmarks.accuracy.peers import Peer, Report
from benchmarks.accuracy.sampling import Chosen


class Judged(Enum):
    """What a peer makes of a mutant."""

    FOUND = "found"
    MISSED = "missed"
    NO_RULE = "no rule"
    """It isn't asked."""
    UNFINISHED = "not finished"
    """It says nothing of the mutant or of the right file: it came to no end, or couldn't read it."""


def judged_by(runs: PeerRuns, chosen: Sequence[Chosen]) -> list[Judged]:
    """What a peer makes of each mutant.

    It finds one where it reports its own code for that mistake more often than in the right files.
    """
    asked = [each for each in chosen if _codes(runs.peer, each)]
    changed = [_texts(each, each.mutant.texts.items()) for each in asked]
    right = [_texts(each, each.mutant.original.items()) for each in asked]
    answers = iter(runs.answers([text for texts in (*changed, *right) for text in texts]))
    now = [[next(answers) for _ in texts] for texts in changed]
    before = [[next(answers) for _ in texts] for texts in right]
    found = {
        id(each): _judged(_codes(runs.peer, each), *both)
        for each, *both in zip(asked, now, before, strict=True)
    }
    return [found.get(id(each), Judged.NO_RULE) for each in chosen]


def _codes(peer: Peer, chosen: Chosen) -> set[str]:
    """The peer's codes for a mutant's mistake."""
    return {code for ours in chosen.mutant.codes for code in peer.same.get(ours, ())}


def _texts(chosen: Chosen, texts: Iterable[tuple[object, str]]) -> list[Text]:
    root = str(chosen.package.root)
    return [Text(str(path).removeprefix(f"{root}/"), text.encode()) for path, text in texts]


def _judged(codes: set[str], now: list[Answer], before: list[Answer]) -> Judged:
    if any(answer.problem for answer in (*now, *before)):
        return Judged.UNFINISHED
    counts = Counter(report.code for answer in now for report in answer.reports)
    counts.subtract(report.code for answer in before for report in answer.reports)
    return Judged.FOUND if any(counts[code] > 0 for code in codes) else Judged.MISSED


@dataclass(frozen=True, slots=True)
class Said:
    """One report about a package's own file."""

    package: str
    path: str
    report: Report


@dataclass(frozen=True, slots=True)
class AsTheyAre:
    """What a peer says of the packages' files that mention torch, as they are.

    Args:
        problems: why nothing is said of some files, with how many.
    """

    files: int
    said: list[Said]
    problems: Counter[str]


def as_they_are(runs: PeerRuns, packages: Iterable[Package]) -> AsTheyAre:
    """Asks a peer about the packages' own files."""
    asked = [(package, text) for package in packages for text in _own_texts(package)]
    answers = runs.answers([text for _, text in asked])
    said = [
        Said(package.name, text.path, report)
        for (package, text), answer in zip(asked, answers, strict=True)
        for report in answer.reports
    ]
    problems = Counter(answer.problem.partition(":")[0] for answer in answers if answer.problem)
    return AsTheyAre(len(asked), said, problems)


def _own_texts(package: Package) -> Iterator[Text]:
    for path in package.files:
        content = path.read_bytes()
        if b"torch" in content:
            yield Text(path.relative_to(package.root).as_posix(), content)
