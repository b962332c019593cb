"""What is written for people: lines, carets, colours, previews."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torchvet.finding import Applicability, Edit, Finding, Fix, RelatedPlace, Severity
from torchvet.output.cells import shown
from torchvet.output.concise import concise
from torchvet.output.full import full
from torchvet.output.places import Sources, shown_name
from torchvet.output.snippet import Gutter, Snippet
from torchvet.output.style import PLAIN, Style, style_for
from torchvet.output.summary import summary
from torchvet.source.document import Document
from torchvet.source.position import Position, Range


def range_of(document: Document, text: str) -> Range:
    start = document.text.index(text)
    return Range(document.position_at(start), document.position_at(start + len(text)))


def snippet(text: str, marked: str, around: int = 0) -> list[str]:
    document = Document.from_text(text, "a.py")
    return list(Snippet(document, range_of(document, marked), around).lines(Gutter(2, PLAIN), "red"))


@pytest.mark.parametrize(
    ("line", "marked", "lines"),
    [
        ("x = BAD", "BAD", [" 1 | x = BAD", "   |     ^^^"]),
        ("\tx = BAD", "BAD", [" 1 |     x = BAD", "   |         ^^^"]),
        ("a\tBAD", "BAD", [" 1 | a   BAD", "   |     ^^^"]),
        ("'漢字' BAD", "BAD", [" 1 | '漢字' BAD", "   |        ^^^"]),
        ("漢字", "字", [" 1 | 漢字", "   |   ^^"]),
        ("e\u0301 BAD", "BAD", [" 1 | e\u0301 BAD", "   |   ^^^"]),
        ("\x1b[31m BAD", "BAD", [" 1 | ␛[31m BAD", "   |       ^^^"]),
        ("\u202e\ud800\x7f BAD", "BAD", [" 1 | \ufffd\ufffd␡ BAD", "   |     ^^^"]),
    ],
)
def test_carets_stand_under_what_is_meant(line: str, marked: str, lines: list[str]) -> None:
    assert snippet(line, marked) == lines


def test_an_empty_range_has_a_caret() -> None:
    document = Document.from_text("ab\n", "a.py")
    for column in (1, 2):
        place = Position(0, column)
        lines = list(Snippet(document, Range(place, place)).lines(Gutter(1, PLAIN), "red"))
        assert lines[1] == "  | " + " " * column + "^"


def test_lines_around() -> None:
    assert snippet("\n\na\n\nBAD\nb\n\n\nc", "BAD", around=2) == [
        " 3 | a",
        " 4 |",
        " 5 | BAD",
        "   | ^^^",
        " 6 | b",
    ]


def test_ranges_over_lines() -> None:
    assert snippet("a\nfor x in y:\n    b\n\n    c\nd\n", "for x in y:\n    b\n\n    c", around=1) == [
        " 1 |   a",
        " 2 | / for x in y:",
        " 3 | |     b",
        " 4 | |",
        " 5 | |     c",
        "   | |_____^",
        " 6 |   d",
    ]


def test_long_ranges_are_shortened() -> None:
    text = "".join(f"line{number}\n" for number in range(30))
    lines = snippet(text, text.removesuffix("\n"))
    assert len(lines) == 8
    assert lines[5].strip().startswith("...")
    assert lines[6] == "30 | | line29"


def test_long_lines_are_cut_around_what_is_meant() -> None:
    lines = snippet("x" * 5000 + " BAD " + "y" * 5000, "BAD")
    assert all(len(line) <= 170 for line in lines)
    assert lines[0].count("…") == 2
    assert lines[0][lines[1].index("^") :].startswith("BAD")


def test_lines_of_other_cells_are_not_around() -> None:
    document = Document.from_cells(["a", "BAD", "b"], "a.ipynb")
    lines = list(Snippet(document, range_of(document, "BAD"), 3).lines(Gutter(1, PLAIN), "red"))
    assert lines == ["1 | BAD", "  | ^^^"]


@given(st.text())
def test_every_line_can_be_shown(line: str) -> None:
    line = line.replace("\n", "").replace("\r", "")
    text, columns = shown(line)
    assert len(columns) == len(line) + 1
    assert columns == sorted(columns)
    text.encode()
    assert not any(character < " " or character == "\x7f" for character in text)


def finding(document: Document, **more: object) -> Finding:
    place = range_of(document, "BAD")
    return Finding("TV301", "name", Severity.WARNING, "Bad.", document.filename, place, **more)  # type: ignore[arg-type]


def test_a_file_that_is_gone_is_told_without_its_lines() -> None:
    place = Range(Position(3, 4), Position(3, 5))
    related = RelatedPlace("there", "/gone/b.py", place)
    fix = Fix("Do it", Applicability.SAFE, (Edit("/gone/a.py", place, ""),))
    found = Finding("TV301", "name", Severity.ERROR, "Bad.", "/gone/a.py", place, (related,), fix)
    assert list(full([found], Sources(), PLAIN)) == [
        "/gone/a.py:4:5: error TV301 Bad.",
        "/gone/b.py:4:5: note there",
        "help: Do it",
        "",
    ]


def test_alternatives_and_manual_fixes() -> None:
    document = Document.from_text("x = BAD\n", "a.py")
    place = range_of(document, "BAD")
    by_hand = Fix("Think", Applicability.DISPLAY, (Edit("a.py", place, "good"),))
    unsafe = Fix("Guess", Applicability.UNSAFE, (Edit("a.py", place, "nice"),))
    lines = list(full([finding(document, fix=by_hand, alternatives=(unsafe,))], Sources([document]), PLAIN))
    assert "help: Think (by hand)" in lines
    assert "or: Guess (look at it first: --unsafe-fixes applies it)" in lines


def test_messages_on_one_line() -> None:
    document = Document.from_text("BAD\n", "a.py")
    found = Finding("TV301", "name", Severity.HINT, "Two\nlines\x1b.", "a.py", range_of(document, "BAD"))
    assert list(concise([found], Sources([document]), PLAIN)) == ["a.py:1:1: hint TV301 Two lines␛."]


def test_the_preview_of_changes_in_two_files() -> None:
    first, second = Document.from_text("a\nBAD\nb\n", "a.py"), Document.from_text("c\n", "b.py")
    place = Position(0, 0)
    edits = (Edit("a.py", range_of(first, "BAD"), "good\nbetter"), Edit("b.py", Range(place, place), "d\n"))
    found = finding(first, fix=Fix("Do it", Applicability.SAFE, edits))
    lines = list(full([found], Sources([first, second]), PLAIN))
    assert lines[lines.index("help: Do it") + 1 :] == [
        "  | a.py",
        "1   a",
        "2 - BAD",
        "2 + good",
        "3 + better",
        "4   b",
        "  | b.py",
        "1 + d",
        "2   c",
        "",
    ]


def test_names_are_short_below_the_current_folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("here")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert shown_name(str(folder / "sub" / "a.py")).replace("\\", "/") == "sub/a.py"
        assert shown_name(str(folder.parent / "a.py")) == str(folder.parent / "a.py")
        assert shown_name("-") == "-"


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environment", "terminal", "file"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"TERM": "dumb"}, False, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"FORCE_COLOR": "0"}, True, False),
        ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, True),
    ],
)
def test_when_there_are_colours(
    environment: dict[str, str], terminal: bool, file: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert style_for(Terminal()).has_colours is terminal
    assert style_for(io.StringIO()).has_colours is file


def test_colours_change_nothing_else() -> None:
    document = Document.from_text("a\nx = BAD\n", "a.py")
    edit = Edit("a.py", range_of(document, "BAD"), "good")
    found = [finding(document, fix=Fix("Do it", Applicability.SAFE, (edit,)))]
    plain = list(full(found, Sources([document]), PLAIN))
    coloured = "\n".join(full(found, Sources([document]), Style(has_colours=True)))
    import re

    stripped = [line.rstrip() for line in re.sub("\x1b\\[[0-9;]*m", "", coloured).split("\n")]
    assert stripped == [line.rstrip() for line in plain]


@pytest.mark.parametrize(
    ("count", "fixed", "line"),
    [
        (0, 0, "No problems in 3 files."),
        (0, 2, "No problems in 3 files (2 fixed)."),
        (1, 0, "Found 1 problem in 1 file."),
        (2, 1, "Found 2 problems in 1 file (1 fixed)."),
    ],
)
def test_the_summary(count: int, fixed: int, line: str) -> None:
    document = Document.from_text("BAD\n", "a.py")
    assert next(summary([finding(document)] * count, 3, fixed, PLAIN)) == line
