"""The catalogue is honest: what it names exists, and shows what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.cases import explained_by, todo
from tests.rules.catalogue import HIDDEN, Entry, entries

ROOT = Path(__file__).resolve().parents[2]
SECTIONS = {"first-batch": "1", "mode": "2", "zero-grad": "3", "losses": "4"}
ENTRIES = entries()
NAMED = [pytest.param(entry, id=f"{entry.section}-{entry.kind}-{entry.what}") for entry in ENTRIES]


@pytest.mark.parametrize("entry", NAMED)
def test_cases_exist(entry: Entry) -> None:
    assert entry.cases
    assert [case.name for case in entry.cases if not case.path.exists()] == []
    assert len({case.name for case in entry.cases}) == len(entry.cases)


@pytest.mark.parametrize("entry", NAMED)
def test_each_kind_has_cases_of_its_kind(entry: Entry) -> None:
    bad = [case for case in entry.cases if case.is_bad]
    good = [case for case in entry.cases if not case.is_bad]
    assert (bool(bad), bool(good)) == (entry.kind != "silent", entry.kind != "found")


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.kind != "silent"], ids=lambda e: e.what
)
def test_what_has_to_be_found_is_found_for_certain(entry: Entry) -> None:
    expected = [each for case in entry.cases if case.is_bad for each in case.expected]
    assert any(not hint for _, (_, _, hint) in expected)


@pytest.mark.parametrize(
    "entry", [entry for entry in ENTRIES if entry.kind != "silent"], ids=lambda e: e.what
)
def test_the_places_that_explain_it_are_marked(entry: Entry) -> None:
    checked = [case for case in entry.cases if case.is_bad and case.name not in todo()]
    assert [case.name for case in checked if not case.explained and explained_by(case.found())] == []


def test_sections_hold_the_rules_of_their_mistake() -> None:
    for entry in ENTRIES:
        if entry.section == HIDDEN:
            continue
        assert {code[2] for code in entry.codes} == {SECTIONS[entry.section]}, entry.what


def test_the_table_says_what_fails() -> None:
    script = ROOT / "scripts" / "case_table.py"
    done = subprocess.run(
        [sys.executable, str(script), "--failures"], capture_output=True, text=True, timeout=120, check=False
    )
    failing = {line.partition("fails: ")[2] for line in done.stdout.splitlines() if "fails: " in line}
    assert done.stderr == ""
    assert failing <= todo()
    assert done.returncode == (1 if failing else 0)
