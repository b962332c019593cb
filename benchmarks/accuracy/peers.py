"""The published static checkers for PyTorch: what they are called, and how their reports are read."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import venv
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Report:
    """One finding of a peer's.

    Args:
        severity: as the peer says it; nothing where it has no severities.
    """

    line: int
    code: str
    severity: str
    message: str


@dataclass(slots=True)
class Output:
    """What a peer says in one run, by the paths that it was given.

    Args:
        unreadable: what it couldn't read, with its reason.
    """

    reports: dict[str, list[Report]] = field(default_factory=dict[str, list[Report]])
    unreadable: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Peer:
    """A published checker.

    Args:
        name: its name on the index.
        version: the release.
        command: its arguments before the paths: its defaults but for the form of the output and for
            running in one process.
        read: reads its output; a ValueError where that isn't whole.
        same: for each of our rules its own codes for the same mistake.
    """

    name: str
    version: str
    command: tuple[str, ...]
    read: Callable[[str], Output]
    same: dict[str, tuple[str, ...]]

    @property
    def label(self) -> str:
        """Its name and version."""
        return f"{self.name} {self.version}"


def _of_preflight(output: str) -> Output:
    said = json.loads(output)
    found = Output(unreadable={each["path"]: each["error"] for each in said["failures"]})
    for each in said["diagnostics"]:
        report = Report(each["line"], each["code"], each["severity"], each["message"])
        found.reports.setdefault(each["path"], []).append(report)
    return found


_TORCHFIX_LINE = re.compile(r"^(?P<path>.+?):(?P<line>\d+):\d+: (?P<code>TOR\d+)\S* (?P<message>.*)$", re.M)


def _of_torchfix(output: str) -> Output:
    found = Output()
    for each in _TORCHFIX_LINE.finditer(output):
        report = Report(int(each["line"]), each["code"], "", each["message"])
        found.reports.setdefault(each["path"], []).append(report)
    return found


PEERS = (
    Peer(
        "torch-preflight",
        "0.5.0",
        ("torch-preflight", "check", "--format", "json", "--jobs", "1"),
        _of_preflight,
        {
            "TV201": ("TG011",),
            "TV202": ("TG011",),
            "TV203": ("TG011",),
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
    Peer("torchfix", "0.7.0", ("torchfix", "--jobs", "1"), _of_torchfix, {}),
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
