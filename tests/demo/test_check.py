"""What torchvet finds in the demo, and what its fixes leave: through the command line."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SERVER = Path(__file__).resolve().parents[2] / "server"
DEMO = Path(__file__).resolve().parents[2] / "demo"
FIXED = Path(__file__).resolve().parent / "fixed"
NAMES = sorted(path.name for path in DEMO.glob("*.py"))
NAMES_WITH_MISTAKES = sorted(path.name for path in FIXED.glob("*.py"))


@dataclass(frozen=True)
class Expected:
    """A finding, told by the text that it underlines and the texts of its related places."""

    code: str
    severity: str
    underlined: str
    related: tuple[str, ...] = ()
    applicability: str | None = "safe"


EXPECTED: dict[str, list[Expected]] = {
    "correct.py": [],
    "digits.py": [],
    "first_batch.py": [
        Expected("TV103", "warning", "list(train_loader)[0]"),
        Expected("TV102", "error", "train_loader[0]"),
    ],
    "train_eval_mode.py": [
        Expected(
            "TV201", "warning", "model(images)", ("model.train()", "model.eval()", "test(model, test_loader)")
        ),
    ],
    "zero_grad_missing.py": [Expected("TV301", "warning", "loss.backward()", ("optimizer.step()",))],
    "zero_grad_misplaced.py": [
        Expected("TV302", "error", "optimizer.zero_grad()", ("loss.backward()", "optimizer.step()")),
    ],
    "softmax_cross_entropy.py": [
        Expected("TV401", "warning", "output", ("F.softmax(self.layers(x), dim=1)", "model(images)")),
        Expected("TV401", "warning", "output", ("F.softmax(self.layers(x), dim=1)", "model(images)")),
    ],
}
KEYS = ["code", "name", "severity", "message", "filename", "cell"]
KEYS += ["location", "end_location", "related", "fix", "url"]


def torchvet(*arguments: str | Path, cwd: Path = DEMO) -> subprocess.CompletedProcess[str]:
    """Runs the command line on the code of this checkout."""
    return subprocess.run(
        [sys.executable, "-m", "torchvet", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        cwd=cwd,
        env={"PYTHONPATH": str(SERVER), "PYTHONDONTWRITEBYTECODE": "1", "LANG": "C.UTF-8"},
        check=False,
    )


def check(*paths: Path) -> list[dict[str, Any]]:
    """The findings in files, as ``--output-format json`` prints them."""
    done = torchvet("check", "--no-cache", "--output-format", "json", *paths)
    assert done.stderr == ""
    findings = json.loads(done.stdout)
    assert done.returncode == (1 if findings else 0)
    return findings


def underlined(place: dict[str, Any]) -> str:
    """The text between a place's two locations."""
    lines = Path(place["filename"]).read_text(encoding="utf-8").splitlines()
    start, end = place["location"], place["end_location"]
    chosen = lines[start["row"] - 1 : end["row"]]
    chosen[-1] = chosen[-1][: end["column"] - 1]
    chosen[0] = chosen[0][start["column"] - 1 :]
    return "\n".join(chosen)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The demo in a folder of its own, to be changed."""
    return Path(shutil.copytree(DEMO, tmp_path / "demo", ignore=shutil.ignore_patterns("__pycache__")))


@pytest.mark.parametrize("name", NAMES)
def test_finds_exactly_the_mistakes_of_the_file(name: str) -> None:
    found = [
        Expected(
            finding["code"],
            finding["severity"],
            underlined(finding),
            tuple(underlined(place) for place in finding["related"]),
            finding["fix"] and finding["fix"]["applicability"],
        )
        for finding in check(DEMO / name)
    ]
    assert found == EXPECTED[name]


def test_finds_the_same_in_the_folder_as_in_its_files() -> None:
    assert check(DEMO) == [finding for name in NAMES for finding in check(DEMO / name)]


def test_json_has_the_promised_shape() -> None:
    for finding in check(DEMO):
        assert list(finding) == KEYS
        assert Path(finding["filename"]).is_absolute()
        assert finding["cell"] is None
        for place in (finding, *finding["related"], *finding["fix"]["edits"]):
            start, end = place["location"], place["end_location"]
            assert (1, 1) <= (start["row"], start["column"]) <= (end["row"], end["column"])


def test_both_findings_of_the_softmax_stand_at_the_losses() -> None:
    lines = (DEMO / "softmax_cross_entropy.py").read_text(encoding="utf-8").splitlines()
    for finding in check(DEMO / "softmax_cross_entropy.py"):
        assert "F.cross_entropy(output, labels" in lines[finding["location"]["row"] - 1]


@pytest.mark.parametrize("name", NAMES_WITH_MISTAKES)
def test_safe_fixes_leave_the_intended_file(name: str, copy: Path) -> None:
    done = torchvet("check", "--no-cache", "--fix", name, cwd=copy)
    assert (done.returncode, done.stderr) == (0, "")
    assert (copy / name).read_bytes() == (FIXED / name).read_bytes()
    assert check(copy / name) == []


def test_fixing_the_folder_changes_nothing_but_the_mistakes(copy: Path) -> None:
    assert torchvet("check", "--no-cache", "--fix", ".", cwd=copy).returncode == 0
    for name in NAMES:
        intended = FIXED / name if name in NAMES_WITH_MISTAKES else DEMO / name
        assert (copy / name).read_bytes() == intended.read_bytes(), name
    assert check(copy) == []


@pytest.mark.parametrize("name", sorted({*NAMES_WITH_MISTAKES} - {"first_batch.py"}))
def test_fixed_program_is_the_correct_one(name: str) -> None:
    fixed, correct = (
        ast.parse(path.read_text(encoding="utf-8")) for path in (FIXED / name, DEMO / "correct.py")
    )
    assert [ast.dump(node) for node in fixed.body[1:]] == [ast.dump(node) for node in correct.body[1:]]


def test_every_mistake_has_its_fixed_file() -> None:
    assert sorted(EXPECTED) == NAMES
    assert sorted(name for name, findings in EXPECTED.items() if findings) == NAMES_WITH_MISTAKES
