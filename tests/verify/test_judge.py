"""Curves and reports to verdicts, without torch; and the probe is old enough Python."""

from __future__ import annotations

import ast
import math
from pathlib import Path
from typing import Any

import pytest

import torchvet.verify
from torchvet.verify.curve import Curve, softmax_floor, sparkline
from torchvet.verify.judge import judge
from torchvet.verify.result import Verdict

PROBE = Path(torchvet.verify.__file__).parent / "probe"


def facts(history: list[Any], **more: Any) -> dict[str, Any]:
    nothing = {"count": 0, "names": []}
    return {
        "reason": "steps", "steps": len(history), "backwards": len(history), "history": history,
        "optimizers": [], "players": 1, "accuracy": None, "scale": 1.0, "learnt_at": None, "from_step": 0,
        "observations": [], "device": "cpu", "norms": [], "controls": {}, "epochs": 1,
        "first_loss": {"floor": 0.0, "weighted": False, "classes": None, "value": 1.0, "name": "mse_loss"},
        "parameters": {"count": 0, "moved": 1, **dict.fromkeys(
            ("unreached", "zero", "left_out", "still", "frozen"), nothing)},
        **more,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("history", "verdict"),
    [
        ([2.0 * 0.95**step for step in range(100)], Verdict.OVERFITS),
        ([2.0 - 0.001 * step for step in range(100)], Verdict.PLATEAUS),
        ([2.0] * 100, Verdict.PLATEAUS),
        ([2.0 * 1.05**step for step in range(100)], Verdict.DIVERGES),
    ],
)
def test_verdicts_of_curves(history: list[float], verdict: Verdict) -> None:
    assert judge(facts(history)).verdict is verdict


def test_a_loss_with_a_floor_is_learnt_at_its_floor() -> None:
    history = [0.5 + 1.5 * 0.9**step for step in range(100)]
    first = facts([])["first_loss"]
    assert judge(facts(history)).verdict is Verdict.PLATEAUS
    assert judge(facts(history, first_loss={**first, "floor": 0.5})).verdict is Verdict.OVERFITS


def test_a_flat_loss_says_so() -> None:
    assert "to the last bit" in judge(facts([2.0] * 50)).sentence


def test_not_finite_is_divergence() -> None:
    judgement = judge(facts([2.0, 90.0, "inf"], reason="not-finite"))
    assert judgement.verdict is Verdict.DIVERGES


def test_time_over_before_it_is_learnt() -> None:
    assert judge(facts([2.0, 1.9, 1.8], reason="timeout")).verdict is Verdict.TIMEOUT


@pytest.mark.parametrize(("classes", "floor"), [(2, 0.3133), (4, 0.7437), (10, 1.4612), (100, 3.6222)])
def test_where_a_softmax_too_many_stops(classes: int, floor: float) -> None:
    assert softmax_floor(classes) == pytest.approx(floor, abs=1e-4)


def test_a_curve_in_one_line() -> None:
    assert sparkline([8.0, 1.0], 10) == "█▁"
    assert sparkline([math.nan], 10) == ""
    assert len(sparkline([float(n) for n in range(1000)], 40)) == 40


def test_negative_losses_may_be_right() -> None:
    assert Curve([1.0, 0.0, -1.0, -2.0, -3.0, -3.0, -3.0, -3.0], None).has_learnt


@pytest.mark.parametrize("file", sorted(PROBE.glob("*.py")), ids=lambda file: file.name)
def test_the_probe_is_python_3_8_and_alone(file: Path) -> None:
    tree = ast.parse(file.read_text(), feature_version=(3, 8))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            assert node.module is not None and not node.module.startswith("torchvet")
