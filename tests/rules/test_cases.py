"""Every case: what is found, what stays silent, and what the fixes leave."""

from __future__ import annotations

import logging
from collections import Counter

import pytest

from tests.rules.cases import (
    CASES,
    Case,
    applicable,
    cases,
    explained_by,
    find,
    fix_all,
    line_of,
    read,
    todo,
    without_marks,
)
from torchvet.finding import Finding
from torchvet.rules import all_rules
from torchvet.source.document import Document

ROUNDS = 5
BAD_CASES, GOOD_CASES = 3, 5
WITHOUT_CASES = {"TV001"}


def marked(chosen: list[Case]) -> list[object]:
    gaps = todo()
    gap = pytest.mark.xfail(strict=True, reason="a known gap of the analysis")
    return [pytest.param(case, id=case.name, marks=[gap] if case.name in gaps else []) for case in chosen]


SINGLE_BAD = [case for case in cases() if case.is_bad and case.path.is_file()]
WITH_FIXED = [
    case for case in cases() if case.is_bad and all(case.fixed(path).exists() for path in case.files)
]


@pytest.mark.parametrize("case", marked(cases()))
def test_case(case: Case, caplog: pytest.LogCaptureFixture) -> None:
    findings = case.found()
    assert [each.getMessage() for each in caplog.records if each.levelno >= logging.ERROR] == []
    found = Counter((each.filename.rpartition("/")[2], line_of(each)) for each in findings)
    assert found == case.expected
    if case.explained:
        assert explained_by(findings) == case.explained


@pytest.mark.parametrize(
    "case", [case for case in SINGLE_BAD if case.name not in todo()], ids=lambda case: case.name
)
def test_each_fix_mends_what_it_says(case: Case) -> None:
    text = case.texts[case.path]
    before = case.found()
    for finding in before:
        fix = applicable(finding)
        if fix is None:
            continue
        document = Document.from_text(text, str(case.path))
        changed = document.edited(fix.edits)
        after = changed.file_text
        assert complaint(changed) == complaint(document)
        left = Counter(each.code for each in case.regarded(find(after, case.path)))
        assert left - Counter(each.code for each in before) == Counter(), f"{fix.message} made a new finding"
        assert left[finding.code] < codes(before)[finding.code], f"{fix.message} left the finding"


def complaint(document: Document) -> str | None:
    """What Python says of a text that it refuses: old notebooks print in the way of Python 2."""
    return document.syntax_problem.message if document.syntax_problem else None


def codes(findings: list[Finding]) -> Counter[str]:
    return Counter(each.code for each in findings)


@pytest.mark.parametrize("case", marked(WITH_FIXED))
def test_fixed_text(case: Case) -> None:
    assert case.path.is_file(), "fixed folders are not compared yet"
    text = case.texts[case.path]
    for _ in range(ROUNDS):
        fixed = fix_all(text, case.regarded(find(text, case.path)), case.path)
        if fixed == text:
            break
        text = fixed
    assert text == without_marks(read(case.fixed(case.path)))


def test_each_rule_has_cases() -> None:
    numbers = Counter((case.code, case.is_bad) for case in cases())
    for rule in all_rules():
        if rule.code not in WITHOUT_CASES:
            assert numbers[rule.code, True] >= BAD_CASES, f"{rule.code} lacks bad cases"
            assert numbers[rule.code, False] >= GOOD_CASES, f"{rule.code} lacks good cases"


def test_good_cases_expect_nothing_of_their_rule() -> None:
    for case in cases():
        expected = {code for _, (_, code, hint) in case.expected if not hint}
        assert (case.code in expected) == (case.is_bad and case.code in expected), case.name
        assert not (case.is_bad and not case.expected), f"{case.name} expects nothing"


def test_known_gaps_exist() -> None:
    assert {name for name in todo() if not (CASES / name).exists()} == set()


def test_no_case_lies_outside_a_rules_folder() -> None:
    known = {rule.code for rule in all_rules()}
    assert {path.name for path in CASES.iterdir() if path.is_dir()} <= known
