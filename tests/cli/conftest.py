"""A command line to call, and a check that finds what a file says it should find."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from torchvet.cli.main import run
from torchvet.finding import Applicability, Edit, Finding, Fix, RelatedPlace, Severity
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.position import Range
from torchvet.source.suppression import apply_suppressions

MARK = re.compile(r"\b(BAD|UGLY|HINT|LOOP|BREAK|WIDE|PAIR|MANUAL|CRASH)\b")

WHAT_IS_FOUND = {
    "BAD": ("TV301", "gradients-not-zeroed", Severity.WARNING),
    "UGLY": ("TV401", "probabilities-to-cross-entropy", Severity.ERROR),
    "HINT": ("TV101", "unverified-training-loop", Severity.HINT),
    "LOOP": ("TV302", "gradients-zeroed-before-step", Severity.ERROR),
    "BREAK": ("TV303", "wrong-optimizer-zeroed", Severity.WARNING),
    "WIDE": ("TV402", "log-probabilities-to-cross-entropy", Severity.INFORMATION),
    "PAIR": ("TV405", "logits-to-bce", Severity.ERROR),
    "MANUAL": ("TV404", "probabilities-to-bce-with-logits", Severity.WARNING),
}


def fake_check(document: Document, project: Project) -> list[Finding]:
    """Finds words in capitals: a BAD can be fixed, a LOOP comes back, a BREAK's fix breaks the code."""
    if "CRASH" in document.text:
        raise RuntimeError("no such luck")
    found = [finding_of(document, match) for match in MARK.finditer(document.text)]
    configured = project.configuration
    selected = [each for each in found if configured.is_enabled(each.code, document.filename)]
    return apply_suppressions(document, selected)[0]


def finding_of(document: Document, match: re.Match[str]) -> Finding:
    code, name, severity = WHAT_IS_FOUND[match.group()]
    place = Range(document.position_at(match.start()), document.position_at(match.end()))
    return Finding(
        code=code,
        name=name,
        severity=severity,
        message=f"{match.group()} is wrong here.",
        filename=document.filename,
        range=place,
        related=(RelatedPlace("the file begins here", document.filename, Range(place.start, place.start)),),
        fix=fix_of(document, match.group(), place),
    )


def fix_of(document: Document, word: str, place: Range) -> Fix | None:
    contents = {"BAD": "good", "UGLY": "nice", "LOOP": "LOOP + LOOP", "BREAK": "(", "MANUAL": "better"}
    if word == "PAIR":
        start = document.position_at(0)
        edits = (
            Edit(document.filename, Range(start, start), "pair = 1\n"),
            Edit(document.filename, place, "pair"),
        )
        return Fix("Name the pair", Applicability.SAFE, edits)
    if word not in contents:
        return None
    applicability = {"UGLY": Applicability.UNSAFE, "MANUAL": Applicability.DISPLAY}.get(
        word, Applicability.SAFE
    )
    edit = Edit(document.filename, place, contents[word])
    return Fix(f"Replace by {contents[word]}", applicability, (edit,))


@dataclass
class Outcome:
    """What a call of the command line came to."""

    status: int
    out: str
    err: str


@dataclass
class CommandLine:
    """Calls the command line in this process.

    Args:
        capture: what was written since the last call.
        checked: the names of the files that were checked.
    """

    capture: Callable[[], tuple[str, str]]
    monkeypatch: pytest.MonkeyPatch
    checked: list[str] = field(default_factory=list)

    def __call__(self, *arguments: str | Path, stdin: bytes = b"") -> Outcome:
        self.monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        self.checked.clear()
        status = run([str(each) for each in arguments])
        out, err = self.capture()
        return Outcome(status, out, err)


@pytest.fixture
def torchvet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Iterator[CommandLine]:
    """The command line, in a folder of its own, with the check of this file in place of the real one."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("NO_COLOR", "FORCE_COLOR", "VIRTUAL_ENV", "CONDA_PREFIX", "TORCHVET_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)
    command = CommandLine(lambda: (lambda got: (got.out, got.err))(capfd.readouterr()), monkeypatch)

    def noted_check(document: Document, project: Project) -> list[Finding]:
        command.checked.append(Path(document.filename).name)
        return fake_check(document, project)

    stand_in = ModuleType("torchvet.check")
    stand_in.check = noted_check  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torchvet.check", stand_in)
    yield command


@pytest.fixture
def write(torchvet: CommandLine) -> Callable[..., Path]:
    """Writes a file in the current folder."""

    def write_file(name: str, content: str | bytes = "") -> Path:
        path = Path.cwd() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file
