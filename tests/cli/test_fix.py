"""``--fix``, ``--unsafe-fixes`` and ``--diff``."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine
from torchvet.fixing import overlap
from torchvet.source.document import Document
from torchvet.source.position import Position, Range

Write = Callable[..., Path]


def test_safe_fixes_are_made(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "x = BAD\ny = UGLY\nz = BAD, MANUAL\n")
    done = torchvet("check", "--fix", "--output-format", "concise")
    assert path.read_text() == "x = good\ny = UGLY\nz = good, MANUAL\n"
    assert done.status == 1
    assert done.out.splitlines() == [
        "a.py:2:5: error TV401 UGLY is wrong here.",
        "a.py:3:11: warning TV404 MANUAL is wrong here.",
        "Found 2 problems in 1 file (2 fixed).",
        "1 fixable with --fix --unsafe-fixes.",
    ]


def test_all_fixed(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "x = BAD\ny = UGLY\n")
    done = torchvet("check", "--fix", "--unsafe-fixes")
    assert path.read_text() == "x = good\ny = nice\n"
    assert (done.status, done.out) == (0, "No problems in 1 file (2 fixed).\n")


def test_unsafe_fixes_alone_fix_nothing(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "BAD\n")
    assert torchvet("check", "--unsafe-fixes").status == 1
    assert path.read_text() == "BAD\n"


def test_what_is_not_shown_is_not_fixed(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "BAD, BAD  # torchvet: ignore\n")
    torchvet("check", "--fix")
    assert path.read_text() == "BAD, BAD  # torchvet: ignore\n"
    path = write("b.py", "BAD\n")
    torchvet("check", "--fix", "--ignore", "TV301")
    torchvet("check", "--fix", "--min-severity", "error")
    assert path.read_text() == "BAD\n"


@pytest.mark.parametrize(
    "content",
    [
        b"x = BAD\r\ny = BAD\r\n",
        b"x = BAD\ry = BAD",
        b"\xef\xbb\xbfx = BAD\n",
        "# coding: latin-1\né = BAD\n".encode("latin-1"),
        b"\x0cx = BAD\n\ty = = 1\n",
        b"x = 'a\x00b', BAD\n",
        "é = '漢😀', BAD # é\n".encode(),
    ],
)
def test_everything_else_stays(torchvet: CommandLine, write: Write, content: bytes) -> None:
    path = write("a.py", content)
    path.chmod(0o750)
    torchvet("check", "--fix")
    assert path.read_bytes() == content.replace(b"BAD", b"good")
    assert stat.S_IMODE(path.stat().st_mode) == 0o750
    assert [each.name for each in path.parent.iterdir()] == ["a.py"]


def test_notebooks_are_fixed_cell_by_cell(torchvet: CommandLine, write: Write) -> None:
    cells = [
        {"cell_type": "code", "source": ["%time BAD\n", "x = 'é'"]},
        {"cell_type": "code", "source": "BAD"},
    ]
    before = json.dumps({"cells": cells, "metadata": {}}, indent=1)
    path = write("a.ipynb", before)
    done = torchvet("check", "--fix")
    assert path.read_text() == before.replace("BAD", "good")
    assert done.out == "No problems in 1 file (2 fixed).\n"


def test_links_stay_links(torchvet: CommandLine, write: Write) -> None:
    target = write("real.txt", "BAD\n")
    link = Path("a.py")
    link.symlink_to(target)
    torchvet("check", "--fix")
    assert link.is_symlink()
    assert target.read_text() == "good\n"


def test_fixes_are_made_until_nothing_is_left(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "x = PAIR, PAIR, PAIR\n")
    done = torchvet("check", "--fix")
    assert path.read_text() == "pair = 1\nx = pair, pair, pair\n"
    assert done.out == "No problems in 1 file (3 fixed).\n"


def test_a_fix_that_does_not_help_is_made_once(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "LOOP\n")
    done = torchvet("check", "--fix")
    assert path.read_text() == "LOOP + LOOP\n"
    assert done.status == 1


def test_a_fix_that_breaks_the_code_is_not_made(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "x = BAD\ny = BREAK\nz = BAD\n")
    done = torchvet("check", "--fix", "--output-format", "concise")
    assert path.read_text() == "x = good\ny = BREAK\nz = good\n"
    assert done.status == 2
    assert done.err == (
        "torchvet: a.py:2: the fix of TV303 would break the code and was not made; please report it.\n"
    )
    assert done.out.startswith("a.py:2:5: warning TV303")


def test_a_file_that_cannot_be_written(
    torchvet: CommandLine, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.py", "BAD\n")
    write("b.py", "BAD\n")
    real = os.access
    monkeypatch.setattr(os, "access", lambda name, mode: Path(name).name != "a.py" and real(name, mode))
    done = torchvet("check", "--fix", "--output-format", "concise")
    assert path.read_text() == "BAD\n"
    assert done.status == 2
    assert done.err == "torchvet: a.py could not be written: it is read-only.\n"
    assert done.out.splitlines()[:2] == [
        "a.py:1:1: warning TV301 [*] BAD is wrong here.",
        "Found 1 problem in 1 file (1 fixed).",
    ]


def test_a_file_that_was_changed_meanwhile(
    torchvet: CommandLine, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write("a.py", "BAD\n")
    real = Document.from_bytes

    def change_and_read(data: bytes, filename: str) -> Document:
        document = real(data, filename)
        path.write_text("BAD, changed\n")
        return document

    monkeypatch.setattr(Document, "from_bytes", change_and_read)
    done = torchvet("check", "--fix")
    assert path.read_text() == "BAD, changed\n"
    assert done.status == 2
    assert "a.py was not fixed: it was changed while it was checked." in done.err


def test_the_difference_is_shown_and_nothing_is_changed(torchvet: CommandLine, write: Write) -> None:
    path = write("a.py", "x = BAD\r\ny = UGLY")
    done = torchvet("check", "--diff")
    assert done.status == 1
    assert path.read_bytes() == b"x = BAD\r\ny = UGLY"
    assert done.err == "torchvet: would fix 1 problem in 1 file.\n"
    assert done.out == (
        "--- a.py\n+++ a.py\n@@ -1,2 +1,2 @@\n-x = BAD\r\n+x = good\r\n y = UGLY\n"
        "\\ No newline at end of file\n"
    )
    assert "+y = nice" in torchvet("check", "--diff", "--unsafe-fixes").out


def test_no_difference(torchvet: CommandLine, write: Write) -> None:
    write("a.py", "x = UGLY\n")
    done = torchvet("check", "--diff", "--quiet")
    assert (done.status, done.out, done.err) == (0, "", "")


def test_fixed_standard_input_is_written(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", "--fix", "--output-format", "concise", stdin=b"BAD\r\n\xc3\xa9 = UGLY")
    assert done.status == 1
    assert done.out == "good\r\né = UGLY"
    assert done.err.splitlines()[0] == "-:2:5: error TV401 UGLY is wrong here."
    done = torchvet("check", "-", "--fix", "-q", stdin=b"x = 1\n")
    assert (done.status, done.out, done.err) == (0, "x = 1\n", "")


def test_standard_input_that_cannot_be_fixed_stays(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", "--fix", "-q", stdin=b"# coding: klingon\nBAD\n")
    assert (done.status, done.out) == (2, "# coding: klingon\nBAD\n")


def test_the_difference_of_standard_input(torchvet: CommandLine) -> None:
    done = torchvet("check", "-", "--diff", stdin=b"BAD\n")
    assert (done.status, done.out) == (1, "--- -\n+++ -\n@@ -1 +1 @@\n-BAD\n+good\n")


def stretch(start: int, end: int) -> Range:
    return Range(Position(0, start), Position(0, end))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((0, 2), (2, 4), False),
        ((0, 3), (2, 4), True),
        ((2, 2), (2, 2), True),
        ((2, 2), (2, 4), True),
        ((2, 2), (0, 2), False),
        ((2, 2), (1, 3), True),
        ((0, 9), (3, 4), True),
    ],
)
def test_overlap(one: tuple[int, int], other: tuple[int, int], expected: bool) -> None:
    assert overlap(stretch(*one), stretch(*other)) is expected
    assert overlap(stretch(*other), stretch(*one)) is expected
