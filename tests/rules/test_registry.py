"""The rules find each other, and users find them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from torchvet.finding import Severity
from torchvet.rules import all_rules, rule_for

CONTRACT = {
    "TV001": ("unused-suppression", Severity.INFORMATION),
    "TV101": ("unverified-training-loop", Severity.HINT),
    "TV102": ("dataloader-subscript", Severity.ERROR),
    "TV103": ("dataloader-materialized", Severity.WARNING),
    "TV104": ("single-batch-left-in", Severity.INFORMATION),
    "TV105": ("iterator-restarted", Severity.WARNING),
    "TV106": ("iterator-next-method", Severity.ERROR),
    "TV107": ("next-on-dataloader", Severity.ERROR),
    "TV201": ("trains-in-eval-mode", Severity.WARNING),
    "TV202": ("evaluates-in-train-mode", Severity.WARNING),
    "TV203": ("mode-call-missing-parentheses", Severity.ERROR),
    "TV204": ("dropout-ignores-mode", Severity.WARNING),
    "TV205": ("module-hidden-from-mode", Severity.WARNING),
    "TV301": ("gradients-not-zeroed", Severity.WARNING),
    "TV302": ("gradients-zeroed-before-step", Severity.ERROR),
    "TV303": ("wrong-optimizer-zeroed", Severity.WARNING),
    "TV304": ("zero-grad-missing-parentheses", Severity.ERROR),
    "TV305": ("accumulation-defeated", Severity.WARNING),
    "TV401": ("probabilities-to-cross-entropy", Severity.WARNING),
    "TV402": ("log-probabilities-to-cross-entropy", Severity.INFORMATION),
    "TV403": ("nll-loss-without-log-softmax", Severity.WARNING),
    "TV404": ("probabilities-to-bce-with-logits", Severity.WARNING),
    "TV405": ("logits-to-bce", Severity.ERROR),
    "TV406": ("kl-div-input-not-log", Severity.WARNING),
    "TV407": ("distribution-parameter-mismatch", Severity.WARNING),
}


def test_the_rules_are_those_that_were_promised() -> None:
    assert {rule.code: (rule.name, rule.severity) for rule in all_rules()} == CONTRACT


def test_rules_are_sorted_and_made_once() -> None:
    assert [rule.code for rule in all_rules()] == sorted(CONTRACT)
    assert all_rules() is all_rules()


@pytest.mark.parametrize("wanted", ["TV301", "tv301", " TV301 ", "gradients-not-zeroed"])
def test_a_rule_is_found_by_code_or_name(wanted: str) -> None:
    rule = rule_for(wanted)
    assert rule is not None
    assert rule.code == "TV301"


def test_an_unknown_code_is_no_rule() -> None:
    assert rule_for("TV999") is None
    assert rule_for("") is None


def test_rule_files_are_short() -> None:
    folder = Path(__file__).resolve().parents[2] / "server" / "torchvet" / "rules"
    for path in folder.rglob("*.py"):
        code = re.sub(
            r'^""".*?^"""', "", path.read_text(encoding="utf-8"), count=1, flags=re.DOTALL | re.MULTILINE
        )
        assert len(code.splitlines()) < 300, path.name
