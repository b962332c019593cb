"""Answers are kept on disk for as long as the packages that they were read from stay the same."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import FakeSite

from torchvet.program.package_facts import Kind, PackageFact
from torchvet.program.packages.answers import GIVEN_UP_FOR, Answer, Answers, save
from torchvet.program.packages.installed import InstalledPackages

FACT = Answer(PackageFact("pkg.Net", "pkg.Net", Kind.CLASS))


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def answers(site: FakeSite, cache: Path | None) -> Answers:
    return Answers(InstalledPackages([str(site.folder)]), cache)


def keep(known: Answers) -> None:
    for each in known.unsaved():
        save(each)


def only_file(cache: Path) -> Path:
    (path,) = [each for each in cache.rglob("*") if each.is_file()]
    return path


def test_answers_are_kept(site: FakeSite, cache: Path) -> None:
    known = answers(site.install("pkg", ""), cache)
    assert known.get("pkg.Net") is None
    known.put("pkg.Net", FACT)
    known.put("pkg.nothing", Answer(None))
    keep(known)
    again = answers(site, cache)
    assert again.get("pkg.Net") == FACT
    assert again.get("pkg.nothing") == Answer(None)
    assert again.get("pkg.other") is None
    assert not again.unsaved()


def test_nothing_is_kept_without_a_folder(site: FakeSite) -> None:
    known = answers(site.install("pkg", ""), None)
    known.put("pkg.Net", FACT)
    assert known.get("pkg.Net") == FACT
    assert not known.unsaved()


def test_another_version_is_asked_anew(site: FakeSite, cache: Path) -> None:
    known = answers(site.install("pkg", "", "1.0"), cache)
    known.put("pkg.Net", FACT)
    keep(known)
    (site.folder / "pkg-1.0.dist-info").rename(site.folder / "pkg-1.1.dist-info")
    assert answers(site, cache).get("pkg.Net") is None


@pytest.mark.parametrize("first", ["", "1.0"])
def test_another_version_of_what_was_read_is_asked_anew(site: FakeSite, cache: Path, first: str) -> None:
    site.install("pkg", "")
    if first:
        site.install("torch", "", first)
    known = answers(site, cache)
    known.put("pkg.Net", FACT, ["torch", "pkg"])
    keep(known)
    assert answers(site, cache).get("pkg.Net") == FACT
    if first:
        (site.folder / "torch-1.0.dist-info").rename(site.folder / "torch-2.0.dist-info")
    else:
        site.install("torch", "", "2.0")
    assert answers(site, cache).get("pkg.Net") is None


def test_a_package_in_a_working_tree_is_not_kept(site: FakeSite, cache: Path) -> None:
    site.write({"pkg/__init__.py": ""})
    known = answers(site, cache)
    known.put("pkg.Net", FACT)
    assert not known.unsaved()
    site.install("other", "")
    known = answers(site, cache)
    known.put("other.Net", FACT, ["pkg"])
    assert not known.unsaved()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff", b"{", b"[]", b"null", b'{"version": "1.0"}', b"[" * 100_000, b'{"answers": {"a": 1}}'],
)
def test_a_torn_file_is_ignored_and_rewritten(site: FakeSite, cache: Path, content: bytes) -> None:
    known = answers(site.install("pkg", ""), cache)
    known.put("pkg.Net", FACT)
    keep(known)
    only_file(cache).write_bytes(content)
    again = answers(site, cache)
    assert again.get("pkg.Net") is None
    again.put("pkg.Net", FACT)
    keep(again)
    assert json.loads(only_file(cache).read_text())["version"] == "1.0"
    assert answers(site, cache).get("pkg.Net") == FACT


def test_what_another_process_wrote_stays(site: FakeSite, cache: Path) -> None:
    one, other = answers(site.install("pkg", ""), cache), answers(site, cache)
    one.put("pkg.One", FACT)
    other.put("pkg.Other", FACT)
    keep(one)
    keep(other)
    both = answers(site, cache)
    assert both.get("pkg.One") and both.get("pkg.Other")


def test_what_was_given_up_is_asked_again_later(
    site: FakeSite, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import time

    known = answers(site.install("pkg", ""), cache)
    known.put("pkg.Net", Answer(None, time.time()))
    assert known.get("pkg.Net") is not None
    later = time.time() + GIVEN_UP_FOR + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert known.get("pkg.Net") is None


def test_a_folder_that_cannot_be_written_to(site: FakeSite, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file")
    known = answers(site.install("pkg", ""), blocked)
    known.put("pkg.Net", FACT)
    keep(known)
    assert known.get("pkg.Net") == FACT


def test_names_that_are_hard_for_a_file_system(site: FakeSite, cache: Path) -> None:
    site.write({"pkg/__init__.py": "", "pkg-1!2:3.dist-info/METADATA": ""})
    known = answers(site, cache)
    known.put("pkg.Net", FACT)
    keep(known)
    assert answers(site, cache).get("pkg.Net") == FACT
