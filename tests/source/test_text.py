"""Lines, offsets and columns in other units."""

from __future__ import annotations

import ast
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torchvet.source.document import Document
from torchvet.source.position import Position
from torchvet.source.text import LineIndex, Unit, column_of_units, newline_of, units_of_column

TEXTS = st.text(st.sampled_from("ab\n\r\té漢😀\ud83d\u0301\x0c\x1c\x85\u2028 "))
LINES = st.text(st.sampled_from("ab\té漢😀\ud83d\u0301\x0c\x85"))
ENCODINGS = {Unit.UTF8: ("utf-8", 1), Unit.UTF16: ("utf-16-le", 2), Unit.UTF32: ("utf-32-le", 4)}


def test_lines_end_at_three_things_only() -> None:
    index = LineIndex("a\nb\r\nc\rd\x0ce\x1cf\x85g\u2028h\x0bi")
    assert [index.line(number) for number in range(len(index))] == [
        "a",
        "b",
        "c",
        "d\x0ce\x1cf\x85g\u2028h\x0bi",
    ]


@given(TEXTS)
def test_lines_and_their_ends_make_up_the_text(text: str) -> None:
    index = LineIndex(text)
    assert [index.line(number) for number in range(len(index))] == re.split("\r\n|\r|\n", text)


@given(TEXTS, st.integers(-3, 60))
def test_an_offset_survives_the_way_to_a_position_and_back(text: str, offset: int) -> None:
    index = LineIndex(text)
    position = index.position_at(offset)
    back = index.offset_at(position)
    clamped = max(0, min(offset, len(text)))
    inside_line_end = text[clamped - 1 : clamped + 1] == "\r\n"
    assert back == (clamped - 1 if inside_line_end else clamped)


@given(TEXTS, st.integers(-2, 9), st.integers(-2, 30))
def test_any_position_has_an_offset_inside_the_text(text: str, line: int, column: int) -> None:
    index = LineIndex(text)
    offset = index.offset_at(Position(line, column))
    assert 0 <= offset <= len(text)
    if 0 <= line < len(index) and 0 <= column <= len(index.line(line)):
        assert index.position_at(offset) == Position(line, column)


@given(LINES, st.sampled_from(Unit), st.integers(0, 30))
def test_units_are_those_of_the_encoding(line: str, unit: Unit, column: int) -> None:
    name, size = ENCODINGS[unit]
    expected = len(b"".join(each.encode(name, "surrogatepass") for each in line[:column])) // size
    assert units_of_column(line, column, unit) == expected


@given(LINES, st.sampled_from(Unit))
def test_columns_survive_the_way_to_units_and_back(line: str, unit: Unit) -> None:
    for column in range(len(line) + 1):
        assert column_of_units(line, units_of_column(line, column, unit), unit) == column


@given(LINES, st.sampled_from(Unit), st.integers(-3, 90))
def test_any_number_of_units_is_a_column(line: str, unit: Unit, units: int) -> None:
    column = column_of_units(line, units, unit)
    assert 0 <= column <= len(line)
    assert units_of_column(line, column, unit) <= max(0, units)


def test_the_middle_of_a_character_is_its_start() -> None:
    assert column_of_units("a😀b", 2, Unit.UTF16) == 1
    assert column_of_units("a😀b", 3, Unit.UTF8) == 1
    assert column_of_units("a😀b", 3, Unit.UTF16) == 2


@pytest.mark.parametrize(
    ("text", "newline"), [("", "\n"), ("a\r\nb\n", "\r\n"), ("a\rb", "\r"), ("a\nb\r\n", "\n")]
)
def test_the_first_line_end_is_the_text_s(text: str, newline: str) -> None:
    assert newline_of(text) == newline


CODE = st.lists(
    st.sampled_from(
        ["a = 1", "é = '漢😀'; b = é", "\x0cc = 2", "if x:\n    y", '"""d\n\x0ce\x1c"""', "# é", ""]
    ),
    max_size=8,
)


@given(CODE, st.sampled_from(["\n", "\r\n", "\r"]), st.booleans(), st.booleans())
def test_names_in_the_tree_stand_where_the_tree_says(
    statements: list[str], newline: str, has_mark: bool, ends: bool
) -> None:
    text = "\n".join(statements).replace("\n", newline) + (newline if ends else "")
    text = "\ufeff" + text if has_mark else text
    document = Document.from_text(text, "a.py")
    assert document.syntax_problem is None
    for node in ast.walk(document.tree):
        if isinstance(node, ast.Name):
            assert document.text_of(node) == node.id


def test_ranges_of_nodes_without_positions_of_their_own() -> None:
    document = Document.from_text(
        "with open(é) as f, g:\n    pass\ndef h(a, *, b=1): ...\ndef i(): ...\n", "a.py"
    )
    texts = {
        json.dumps(document.text_of(node), ensure_ascii=False)
        for node in ast.walk(document.tree)
        if isinstance(node, (ast.withitem, ast.arguments))
    }
    assert texts == {'"open(é) as f"', '"g"', '"a, *, b=1"', '"def i(): ..."'}
