"""The published static checkers for PyTorch, run over the same files and mutants."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.mutant import Mutant

AT_ONCE = 200
"""Files that are handed to one run of a checker."""


@dataclass(frozen=True, slots=True)
class Report:
    """One finding of a peer's."""

    path: Path
    line: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Peer:
    """A published checker.

    Args:
        name: its name on the index.
        version: the release.
        command: its arguments before the paths.
        read: reads its output.
        same: for each of our rules its own codes for the same mistake.
    """

    name: str
    version: str
    command: tuple[str, ...]
    read: Callable[[str], list[Report]]
    same: dict[str, tuple[str, ...]]

    def reports(self, environment: Path, paths: Sequence[Path]) -> list[Report]:
        """All that it says of some files."""
        found: list[Report] = []
        program = environment / "bin" / self.command[0]
        for start in range(0, len(paths), AT_ONCE):
            part = [str(path) for path in paths[start : start + AT_ONCE]]
            run = subprocess.run(
                [program, *self.command[1:], *part], capture_output=True, text=True, check=False
            )
            found += self.read(run.stdout)
        return found


def _of_preflight(output: str) -> list[Report]:
    if not output.strip():
        return []
    return [
        Report(Path(each["path"]), int(each["line"]), str(each["code"]), str(each["message"]))
        for each in json.loads(output)["diagnostics"]
    ]


_TORCHFIX_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+):\d+: (?P<code>TOR\d+)\S* (?P<message>.*)$", re.M)


def _of_torchfix(output: str) -> list[Report]:
    return [
        Report(Path(each["path"]), int(each["line"]), each["code"], each["message"])
        for each in _TORCHFIX_LINE.finditer(output)
    ]


PEERS = (
    Peer(
        "torch-preflight",
        "0.5.0",
        ("torch-preflight", "check", "--format", "json", "--jobs", "1"),
        _of_preflight,
        {
            "TV201": ("TG011",),
            "TV202": ("TG011",),
            "TV301": ("TG003",),
            "TV302": ("TG003",),
            "TV303": ("TG003",),
            "TV304": ("TG003",),
            "TV401": ("TG005",),
            "TV402": ("TG005",),
            "TV403": ("TG005",),
            "TV404": ("TG006",),
            "TV405": ("TG006",),
        },
    ),
    Peer("torchfix", "0.7.0", ("torchfix", "--select", "ALL", "--jobs", "1"), _of_torchfix, {}),
)


def install(folder: Path) -> Path:
    """An environment of their own with the peers in it; made the first time."""
    environment = folder / "-".join(f"{peer.name}-{peer.version}" for peer in PEERS)
    if not (environment / "bin" / PEERS[0].command[0]).exists():
        venv.create(environment, with_pip=True)
        wanted = [f"{peer.name}=={peer.version}" for peer in PEERS]
        python = environment / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *wanted], check=True, stdout=sys.stderr)
    return environment


def found_by(peer: Peer, environment: Path, mutants: Sequence[Mutant]) -> list[bool]:
    """Of each mutant whether a peer finds it: a report for that mistake that the right file doesn't have.

    A peer without a rule for a mistake isn't asked.
    """
    asked = [n for n, mutant in enumerate(mutants) if any(code in peer.same for code in mutant.codes)]
    found = [False] * len(mutants)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        changed = {n: _written(folder / f"{n}_changed.py", mutants[n].text) for n in asked}
        originals = {mutants[n].original[mutants[n].path] for n in asked}
        right = {text: _written(folder / f"{n}_right.py", text) for n, text in enumerate(sorted(originals))}
        by_path = _by_path(peer.reports(environment, [*changed.values(), *right.values()]))
    for n in asked:
        before = by_path.get(right[mutants[n].original[mutants[n].path]].name, [])
        found[n] = _is_news(peer, mutants[n], by_path.get(changed[n].name, []), before)
    return found


def _is_news(peer: Peer, mutant: Mutant, now: Iterable[Report], before: Iterable[Report]) -> bool:
    codes = {code for ours in mutant.codes for code in peer.same.get(ours, ())}
    counts = Counter(report.code for report in now)
    counts.subtract(report.code for report in before)
    return any(counts[code] > 0 for code in codes)


def _by_path(reports: Iterable[Report]) -> dict[str, list[Report]]:
    found: dict[str, list[Report]] = {}
    for report in reports:
        found.setdefault(report.path.name, []).append(report)
    return found


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="")
    return path
