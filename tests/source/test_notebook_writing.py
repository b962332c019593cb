"""However a notebook's JSON is written: an edit of a cell changes that cell's source and no other byte."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from torchvet.finding import Edit
from torchvet.source.document import Document
from torchvet.source.position import Position, Range

HERE = "@the source@"
TEXTS = st.text(st.sampled_from("ab =#'\"\\\n\r\té<&/\u2028\U0001f600{}[],:"), max_size=25)
FLOATS = st.sampled_from([0.1, 1e-07, 1.0, 1e22, -0.0, 3])


def spelled(text: str, draw: st.DrawFn, is_ascii: bool) -> str:
    """A JSON string, some of its characters escaped that need not be."""
    pieces: list[str] = []
    for character in text:
        plain = json.dumps(character, ensure_ascii=is_ascii)[1:-1]
        others = {"<": "\\u003c", "&": "\\u0026", "/": "\\/", "'": "\\u0027"}
        if not is_ascii:
            others["é"] = "\\u00e9"
        escaped = character in others and draw(st.booleans())
        pieces.append(others[character] if escaped else plain)
    return f'"{"".join(pieces)}"'


@st.composite
def chunks(draw: st.DrawFn, source: str) -> list[str]:
    """A source as notebooks keep it: in lines, or as some tools cut it."""
    if draw(st.integers(0, 3)):
        return re.findall(r"[^\n]*\n|[^\n]+", source)
    cut = draw(st.integers(0, len(source)))
    return [source[:cut], source[cut:]]


@st.composite
def other_cells(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(["code", "markdown", "raw"]))
    output = {"data": {"text/plain": [draw(TEXTS)], "n": draw(FLOATS)}, "source": ["not this"]}
    cell = {"cell_type": kind, "metadata": {"x": draw(FLOATS)}, "source": draw(TEXTS), "outputs": [output]}
    names = draw(st.permutations(list(cell)))
    return {name: cell[name] for name in names}


@st.composite
def notebooks(draw: st.DrawFn) -> tuple[tuple[str, str, str], int, str]:
    """A notebook's JSON, cut around a code cell's source, with that cell's number and source."""
    cells = draw(st.lists(other_cells(), max_size=2))
    place = draw(st.integers(0, len(cells)))
    old = draw(st.booleans())
    mine = {"cell_type": "code", ("input" if old else "source"): HERE, "outputs": [], "metadata": {}}
    names = draw(st.permutations(list(mine)))
    cells.insert(place, {name: mine[name] for name in names})
    content: dict[str, Any] = {"worksheets": [{"cells": cells}]} if old else {"cells": cells}
    content = {"nbformat": 3 if old else 4, **content, "metadata": {"kernelspec": {"name": "python3"}}}
    indent = draw(st.sampled_from([None, 1, 2, 4, "\t"]))
    is_ascii = draw(st.booleans())
    separators = draw(st.sampled_from([None, (",", ":"), (" , ", " : ")]))
    text = json.dumps(content, indent=indent, ensure_ascii=is_ascii, separators=separators)
    source = draw(TEXTS)
    if draw(st.booleans()):
        raw = spelled(source, draw, is_ascii)
    else:
        strings = [spelled(each, draw, is_ascii) for each in draw(chunks(source))]
        raw = "[\n  " + ",\n  ".join(strings) + "\n ]" if strings else "[]"
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text += draw(st.sampled_from(["", "\n"]))
    before, after = text.replace("\n", newline).split(json.dumps(HERE))
    return (before, raw.replace("\n", newline), after), place + 1, source


@settings(max_examples=300, deadline=None)
@given(notebooks(), st.data())
def test_nothing_but_the_source_changes(
    parts: tuple[tuple[str, str, str], int, str], data: st.DataObject
) -> None:
    (before, raw, after), number, source = parts
    document = Document.from_bytes((before + raw + after).encode(), "/tmp/a.ipynb")
    cell = next(each for each in document.cells if each.number == number)
    assert cell.source == source
    first = document.offset_at(Position(cell.first_line, 0))
    start = data.draw(st.integers(0, len(source)))
    end = data.draw(st.integers(start, len(source)))
    new = data.draw(st.sampled_from(["", "opt.zero_grad()\n", "é < 1\n", "x", "\n\n", "\r\n"]))
    place = Range(document.position_at(first + start), document.position_at(first + end))
    if document.offset_at(place.start) != first + start or document.offset_at(place.end) != first + end:
        return
    changed = document.edited([Edit(document.filename, place, new)]).to_bytes().decode()
    wanted = source[:start] + new + source[end:]
    assert changed.startswith(before)
    assert changed.endswith(after)
    written = json.loads(changed[len(before) : len(changed) - len(after)])
    assert "".join(written) == wanted
    assert isinstance(written, list) == isinstance(json.loads(raw), list)
    if wanted == source:
        assert changed == before + raw + after


@pytest.mark.parametrize(
    ("old", "edit", "new"),
    [
        ('["a\\n", "b"]', (1, 1, " = 1"), '["a\\n", "b = 1"]'),
        ('["a\\n", "b"]', (1, 0, "x\\n"), '["a\\n", "x\\n", "b"]'),
        ('["a\\n", "b"]', (1, 1, "\\nx"), '["a\\n", "b\\n", "x"]'),
        ('["    a\\n",\n"    b\\n"]', (1, 0, "    x\\n"), '["    a\\n",\n"    x\\n",\n"    b\\n"]'),
        ('["a\\nb\\n", "c"]', (2, 1, "!"), '["a\\nb\\n", "c!"]'),
        ('"a \\u003c b\\n\\u0063"', (1, 1, "\\n<"), '"a \\u003c b\\n\\u0063\\n<"'),
        ('["if a \\u003c b: c\\n"]', (0, 12, "d"), '["if a \\u003c b: cd\\n"]'),
        ('["a"]', (0, 0, "x\\n"), '["x\\n", "a"]'),
    ],
)
def test_only_what_is_new_is_spelled_anew(old: str, edit: tuple[int, int, str], new: str) -> None:
    raw = '{"cells": [{"cell_type": "code", "source": %s}]}'
    document = Document.from_text(raw % old, "a.ipynb")
    line, column, content = edit
    place = Position(line, column)
    change = Edit(document.filename, Range(place, place), content.replace("\\n", "\n"))
    assert document.edited([change]).file_text == raw % new


def test_the_last_of_equal_keys_counts() -> None:
    raw = '{"cells": [{"source": "x"}], "cells": [{"cell_type": "code", "source": "no", "source": "a"}]}'
    document = Document.from_text(raw, "a.ipynb")
    place = Position(0, 1)
    changed = document.edited([Edit(document.filename, Range(place, place), "b")])
    assert changed.file_text == raw.replace('"a"', '"ab"')


@pytest.mark.parametrize(
    ("kernel", "is_python"),
    [
        ({"name": "python3"}, True),
        ({"name": "ir"}, False),
        ({"name": "julia-1.6"}, False),
        ({"name": "conda-env-irbis-py"}, True),
        ({"name": "iris-env"}, True),
        ({"name": "anything", "language": "python"}, True),
        ({"name": "python3", "language": "R"}, False),
        ({}, True),
    ],
)
def test_which_kernels_run_python(kernel: dict[str, str], is_python: bool) -> None:
    cells = [{"cell_type": "code", "source": "import torch"}]
    text = json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}})
    assert bool(Document.from_text(text, "a.ipynb").cells) == is_python
