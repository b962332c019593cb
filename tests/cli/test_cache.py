"""Results are used again exactly as long as nothing that they depend on has changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import torchvet as package
from tests.cli.conftest import CommandLine
from torchvet.cli.stored import from_plain, to_plain
from torchvet.finding import Applicability, Edit, Finding, Fix, RelatedPlace, Severity
from torchvet.project import Project
from torchvet.source.document import Document
from torchvet.source.position import Position, Range

Write = Callable[..., Path]


@pytest.fixture
def imports(torchvet: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the check look up the modules that a file names in its comments ("# import a.b")."""
    stand_in = sys.modules["torchvet.check"]
    check = stand_in.check

    def look_up(document: Document, project: Project) -> None:
        for comment in document.comments:
            word, _, name = comment.text.removeprefix("# ").partition(" ")
            if word == "import":
                module = project.find_module(name, document)
                if module is not None:
                    look_up(module, project)

    def check_with_imports(document: Document, project: Project) -> list[Finding]:
        look_up(document, project)
        return check(document, project)

    monkeypatch.setattr(stand_in, "check", check_with_imports)


@pytest.fixture
def programs(torchvet: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the check look up the scripts that a file is a part of."""
    stand_in = sys.modules["torchvet.check"]
    check = stand_in.check

    def check_with_programs(document: Document, project: Project) -> list[Finding]:
        project.programs_with(document)
        return check(document, project)

    monkeypatch.setattr(stand_in, "check", check_with_programs)


def test_a_second_run_checks_nothing(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD, UGLY\n")
    write("b.py", "def f(:\n")
    write("c.ipynb", json.dumps({"cells": [{"cell_type": "code", "source": "PAIR"}]}))
    first = torchvet("check")
    assert sorted(torchvet.checked) == ["a.py", "b.py", "c.ipynb"]
    second = torchvet("check")
    assert torchvet.checked == []
    assert second == first


def test_a_changed_file_is_checked_again(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    write("b.py", "BAD\n")
    torchvet("check")
    write("a.py", "good\n")
    assert "b.py" in torchvet("check", "--output-format", "concise").out
    assert torchvet.checked == ["a.py"]


def test_no_cache(torchvet: CommandLine, write: Write, tmp_path: Path) -> None:
    write("a.py", "BAD\n")
    torchvet("check", "--no-cache")
    assert not (tmp_path / "cache").exists()
    torchvet("check")
    torchvet("check", "--no-cache")
    assert torchvet.checked == ["a.py"]


def test_the_configuration_counts(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD\n")
    torchvet("check")
    torchvet("check", "--select", "TV3")
    assert torchvet.checked == ["a.py"]
    write("torchvet.toml", 'ignore = ["TV301"]\n')
    assert torchvet("check").status == 0
    torchvet("check", "--output-format", "json", "--exit-zero", "--min-severity", "hint")
    assert torchvet.checked == []


def test_the_version_counts(torchvet: CommandLine, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("a.py", "BAD\n")
    torchvet("check")
    monkeypatch.setattr(package, "__version__", "99")
    torchvet("check")
    assert torchvet.checked == ["a.py"]


@pytest.mark.usefixtures("imports")
def test_imported_modules_count(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD  # import one\n")
    write("one.py", "# import two\n")
    write("two.py", "x = 1\n")
    torchvet("check", "a.py")
    torchvet("check", "a.py")
    assert torchvet.checked == []
    write("two.py", "x = 2\n")
    torchvet("check", "a.py")
    assert torchvet.checked == ["a.py"]
    Path("two.py").unlink()
    torchvet("check", "a.py")
    assert torchvet.checked == ["a.py"]


@pytest.mark.usefixtures("imports")
def test_modules_that_appear_count(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "BAD  # import one\n")
    torchvet("check", "a.py")
    write("one/__init__.py", "x = 1\n")
    torchvet("check", "a.py")
    assert torchvet.checked == ["a.py"]
    write("one.py", "x = 1\n")
    torchvet("check", "a.py")
    torchvet("check", "a.py")
    assert torchvet.checked == []


@pytest.mark.usefixtures("programs")
def test_scripts_that_import_it_count(torchvet: CommandLine, write: Write) -> None:
    write("part.py", "BAD\n")
    write("main.py", "import part\n\npart.run()\n")
    torchvet("check", "part.py")
    torchvet("check", "part.py")
    assert torchvet.checked == []
    write("main.py", "import part\n\npart.run(1)\n")
    torchvet("check", "part.py")
    assert torchvet.checked == ["part.py"]
    write("other.py", "from part import run\n\nrun()\n")
    torchvet("check", "part.py")
    torchvet("check", "part.py")
    assert torchvet.checked == []
    Path("main.py").unlink()
    torchvet("check", "part.py")
    assert torchvet.checked == ["part.py"]


def test_what_failed_is_not_kept(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "CRASH\n")
    torchvet("check")
    assert "a.py" in torchvet("check").err
    assert torchvet.checked == ["a.py"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"digest": 3}', "\x00", "null"])
def test_a_damaged_cache_is_no_cache(
    torchvet: CommandLine, write: Write, tmp_path: Path, content: str
) -> None:
    write("a.py", "BAD\n")
    first = torchvet("check")
    entries = list((tmp_path / "cache").rglob("*.json"))
    assert len(entries) == 1
    entries[0].write_text(content)
    assert torchvet("check") == first
    assert torchvet.checked == ["a.py"]


def test_a_cache_that_cannot_be_written(torchvet: CommandLine, write: Write, tmp_path: Path) -> None:
    write("a.py", "BAD\n")
    (tmp_path / "cache").write_text("in the way")
    done = torchvet("check")
    assert (done.status, done.err) == (1, "")


def test_findings_survive_being_kept() -> None:
    place = Range(Position(1, 2), Position(3, 4))
    fix = Fix("Do it", Applicability.UNSAFE, (Edit("é.py", place, "\ud800\n"), Edit("b.py", place, "")))
    finding = Finding(
        "TV301",
        "name",
        Severity.HINT,
        "message",
        "a.py",
        place,
        (RelatedPlace("m", "c.py", place),),
        fix,
        (fix, fix),
    )
    bare = Finding("TV301", "name", Severity.ERROR, "message", "a.py", place)
    for each in (finding, bare):
        assert from_plain(json.loads(json.dumps(to_plain(each)))) == each
