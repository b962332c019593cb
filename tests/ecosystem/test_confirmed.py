"""The mistakes that maintainers mended: the list is whole, and a few small packages show what it says."""

from __future__ import annotations

import pytest

from .confirmed import FOUND, HINT, MISSED, Mended, Outcome, outcome, read_mended, releases, table

SMALL = ("d2l", "ezflow", "lit-saint", "mltrainer", "neuralnets", "setfit", "tez", "torchtrainer")
MISTAKES = read_mended()


def test_each_release_is_pinned():
    named = {(each.package, version) for each in MISTAKES for version in (each.old, each.new)}
    assert named == set(releases())
    assert all(len(package.sha256) == 64 for package in releases().values())


def test_list_is_whole():
    assert len({(each.package, each.path, each.where, each.code) for each in MISTAKES}) == len(MISTAKES)
    for each in MISTAKES:
        assert {each.found, each.found_first} <= {FOUND, HINT, MISSED}, each
        assert each.mended and each.line > 0, each


@pytest.mark.parametrize("mistake", [each for each in MISTAKES if each.package in SMALL], ids=str)
def test_mistake_shows_as_listed_until_it_is_mended(mistake: Mended):
    now = outcome(mistake)
    assert now.mistake.found == mistake.found, "keep it with `python -m tests.ecosystem confirmed`"
    assert now.is_silent_after


def test_table_counts_each_once():
    mistakes = [Mended("p", "1", "2", "p.py", "f", 1, "TV301", "", MISSED, shown) for shown in (FOUND, HINT)]
    lines = table([Outcome(mistake, True) for mistake in mistakes]).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["TV301", "2", "1", "1", "0"],
        ["all", "2", "1", "1", "0"],
    ]
