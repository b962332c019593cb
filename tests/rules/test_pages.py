"""Every rule's page: its headings, and its code blocks, which are programs that the rule is run on."""

from __future__ import annotations

import ast
import re

import pytest

from tests.rules.cases import UNVERIFIED, find
from torchvet.rules import all_rules
from torchvet.rules.rule import Rule

HEADINGS = ["What it does", "Why it hurts", "Bad", "Good", "When it is silent", "References"]
SECTION = re.compile(r"^## (.+)\n", re.MULTILINE)
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
LONGEST_LINE = 110


def sections(rule: Rule) -> dict[str, str]:
    parts = SECTION.split(rule.page())
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def blocks(heading: str) -> list[object]:
    return [
        pytest.param(rule, block, id=f"{rule.code}-{number}")
        for rule in all_rules()
        for number, block in enumerate(BLOCK.findall(sections(rule).get(heading, "")), 1)
    ]


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_headings(rule: Rule) -> None:
    assert rule.page().splitlines()[0] == f"# {rule.name} ({rule.code})"
    assert list(sections(rule)) == HEADINGS
    assert all(text.strip() for text in sections(rule).values())
    assert BLOCK.search(sections(rule)["Bad"])
    assert BLOCK.search(sections(rule)["Good"])
    assert "https://" in sections(rule)["References"]
    assert max(map(len, rule.page().splitlines())) <= LONGEST_LINE or "](https://" in rule.page()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_summary_is_a_few_words(rule: Rule) -> None:
    assert 10 < len(rule.summary) < 100
    assert not rule.summary.endswith(".")


@pytest.mark.parametrize(("rule", "block"), blocks("Bad"))
def test_bad_code_is_found(rule: Rule, block: str) -> None:
    ast.parse(block)
    assert rule.code in {finding.code for finding in find(block)}


@pytest.mark.parametrize(("rule", "block"), blocks("Good"))
def test_good_code_is_silent(rule: Rule, block: str) -> None:
    ast.parse(block)
    found = {finding.code for finding in find(block)}
    assert found <= {UNVERIFIED, "TV104"} - {rule.code}
