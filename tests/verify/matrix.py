"""The matrix of small training scripts: what each of them has to give, and what it gives."""

from __future__ import annotations

import re
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from torchvet.verify.request import VerifyRequest
from torchvet.verify.result import VerifyResult
from torchvet.verify.verification import verify

FOLDER = Path(__file__).parent / "scripts"
SCRIPTS = sorted(FOLDER.glob("*.py"))
HEAD = re.compile(r"# (?:(verdict|finding|held|held back|arguments|options): )?(.*)")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Expected:
    """What the first lines of a script say."""

    about: str
    verdict: str
    findings: frozenset[str]
    held: str | None
    held_back: str | None
    arguments: tuple[str, ...]
    device: str


def expected_of(script: Path) -> Expected:
    """Reads the comment at the head of a script."""
    said: dict[str, list[str]] = {}
    for line in script.read_text().splitlines():
        match = HEAD.fullmatch(line)
        if match is None:
            break
        said.setdefault(match[1] or "about", []).append(match[2])
    one = {key: values[0] for key, values in said.items()}
    return Expected(
        about=one["about"],
        verdict=one["verdict"],
        findings=frozenset(said.get("finding", ())),
        held=one.get("held"),
        held_back=one.get("held back"),
        arguments=tuple(one.get("arguments", "").split()),
        device=one.get("options", "--device auto").split()[1],
    )


def result_of(script: Path, expected: Expected, may_make_folders: bool = False) -> VerifyResult:
    """Verifies a script, in a folder of its own in which it may leave no file."""
    with tempfile.TemporaryDirectory() as folder:
        result = verify(
            VerifyRequest(
                python=Path(sys.executable),
                script=script,
                args=expected.arguments,
                device=expected.device,
                folder=Path(folder),
                env=ONE_THREAD,
                timeout=120,
            )
        )
        assert not [path for path in Path(folder).rglob("*") if path.is_file() or not may_make_folders]
    return result


def found(result: VerifyResult) -> frozenset[str]:
    """The findings of a result: codes, and kinds where there is no rule."""
    return frozenset(each.code or each.kind for each in result.findings)


def failures(result: VerifyResult, expected: Expected) -> list[str]:
    """In what a result differs from what is expected."""
    wrong: list[str] = []
    if result.verdict.value != expected.verdict:
        wrong.append(f"{result.verdict.value} in place of {expected.verdict}: {result.sentence}")
    if found(result) != expected.findings:
        wrong.append(f"found {sorted(found(result))} in place of {sorted(expected.findings)}")
    if expected.held and result.held != expected.held:
        wrong.append(f"held by {result.held} in place of {expected.held}")
    if expected.held_back and not any(name.endswith(expected.held_back) for name in result.held_back):
        wrong.append(f"{expected.held_back} was not held back")
    return wrong
