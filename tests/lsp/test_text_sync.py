"""The texts stay what the editor has, whatever is edited and however columns are counted."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from torchvet.lsp.text_sync import OpenTexts, apply_change
from torchvet.source.text import Unit

UNITS = list(Unit)
ENCODINGS = {Unit.UTF8: "utf-8", Unit.UTF16: "utf-16-le", Unit.UTF32: "utf-32-le"}
UNIT_BYTES = {Unit.UTF8: 1, Unit.UTF16: 2, Unit.UTF32: 4}

# Everything that any splitter of lines might take for a line end, and characters of each width.
characters = st.sampled_from("ab \t\r\n\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029éß€漢🔥𝔘\u0301")
texts = st.text(characters, max_size=40)


def edit(line: int, character: int, end_line: int, end_character: int, text: str):
    start, end = types.Position(line, character), types.Position(end_line, end_character)
    return types.TextDocumentContentChangePartial(types.Range(start, end), text)


class Model:
    """The editor's side: knows offsets, and says them as the protocol wants it."""

    def __init__(self, text: str, unit: Unit) -> None:
        self.text, self.unit = text, unit

    def position(self, offset: int) -> types.Position:
        before = self.text[:offset]
        ends = [match.end() for match in re.finditer("\r\n|\r|\n", self.text) if match.end() <= offset]
        start = ends[-1] if ends else 0
        width = len(before[start:].encode(ENCODINGS[self.unit])) // UNIT_BYTES[self.unit]
        return types.Position(len(ends), width)

    def splits_line_end(self, offset: int) -> bool:
        return self.text[offset - 1 : offset + 1] == "\r\n"


@given(data=st.data(), text=texts, unit=st.sampled_from(UNITS))
def test_random_edits_keep_the_text_equal_to_the_editors(data: st.DataObject, text: str, unit: Unit):
    sources = OpenTexts()
    sources.open(types.TextDocumentItem("file:///a.py", "python", 0, text))
    model = Model(text, unit)
    for version in range(1, data.draw(st.integers(1, 6)) + 1):
        places = [at for at in range(len(model.text) + 1) if not model.splits_line_end(at)]
        first, last = sorted(data.draw(st.tuples(st.sampled_from(places), st.sampled_from(places))))
        inserted = data.draw(texts)
        change = types.TextDocumentContentChangePartial(
            types.Range(model.position(first), model.position(last)), inserted
        )
        identifier = types.VersionedTextDocumentIdentifier(uri="file:///a.py", version=version)
        changed = sources.change(identifier, [change], unit)
        model.text = model.text[:first] + inserted + model.text[last:]
        assert changed is not None
        assert changed.text == model.text
        assert changed.version == version


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("odd", ["\x0c", "\x1c", "\x0b", "\x85", "\u2028"])
def test_what_python_takes_for_a_line_end_is_none(unit: Unit, odd: str):
    assert apply_change(f"a{odd}b\nc", edit(1, 0, 1, 1, "d"), unit) == f"a{odd}b\nd"


@pytest.mark.parametrize(
    ("unit", "column"), [(Unit.UTF8, 4), (Unit.UTF16, 2), (Unit.UTF32, 1)], ids=lambda each: str(each)
)
def test_columns_are_counted_in_the_agreed_unit(unit: Unit, column: int):
    assert apply_change("🔥x", edit(0, column, 0, column + 1, "y"), unit) == "🔥y"


@pytest.mark.parametrize("unit", UNITS)
def test_positions_beyond_the_text_mean_its_ends(unit: Unit):
    assert apply_change("ab\r\ncd", edit(0, 99, 0, 999, "!"), unit) == "ab!\r\ncd"
    assert apply_change("ab\r\ncd", edit(7, 3, 9, 0, "!"), unit) == "ab\r\ncd!"
    assert apply_change("", edit(3, 3, 3, 3, "!"), unit) == "!"


def test_a_range_from_back_to_front_is_turned_round():
    assert apply_change("abcd", edit(0, 3, 0, 1, "-"), Unit.UTF16) == "a-d"


def test_a_column_inside_a_surrogate_pair_means_its_character():
    assert apply_change("🔥x", edit(0, 1, 0, 1, "-"), Unit.UTF16) == "-🔥x"


def test_several_changes_of_one_message_come_after_each_other():
    sources = OpenTexts()
    sources.open(types.TextDocumentItem("file:///a.py", "python", 1, "one"))
    whole = types.TextDocumentContentChangeWholeDocument("two\nthree")
    identifier = types.VersionedTextDocumentIdentifier(uri="file:///a.py", version=5)
    changed = sources.change(identifier, [whole, edit(1, 0, 1, 5, "four"), edit(0, 0, 0, 3, "")], Unit.UTF8)
    assert changed is not None
    assert (changed.text, changed.version) == ("\nfour", 5)


def test_a_text_that_is_not_open_is_not_changed():
    identifier = types.VersionedTextDocumentIdentifier(uri="file:///a.py", version=5)
    assert OpenTexts().change(identifier, [edit(0, 0, 0, 0, "x")], Unit.UTF8) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("file:///home/me/my%20model.py", "file:///home/me/my model.py"),
        ("file:///home/me/mod%C3%A8le.py", "file:///home/me/modèle.py"),
        ("file:///home/me/a%2Bb%40c.py", "file:///home/me/a+b@c.py"),
        ("untitled:Untitled-1", "untitled:Untitled%2D1"),
    ],
)
def test_a_text_is_found_by_another_spelling_of_its_uri(one: str, other: str):
    sources = OpenTexts()
    sources.open(types.TextDocumentItem(one, "python", 1, "x"))
    found = sources.get(other)
    assert found is not None
    assert found.uri == one
    assert sources.get(one) is found


def test_uris_that_differ_stay_apart():
    sources = OpenTexts()
    sources.open(types.TextDocumentItem("file:///a%2520b.py", "python", 1, "percent"))
    assert sources.get("file:///a%20b.py") is None
    assert sources.get("untitled:/a%2520b.py") is None
    assert sources.get("file:///a%2520b.py#cell") is None
