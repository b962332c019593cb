"""Notebooks: their cells as one program, and edits of single cells."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torchvet.finding import Edit
from torchvet.source.document import Document
from torchvet.source.magics import without_magics
from torchvet.source.position import Position, Range
from torchvet.source.unreadable import UnreadableSource


def cell(source: str | list[str], kind: str = "code", **more: Any) -> dict[str, Any]:
    return {
        "cell_type": kind,
        "metadata": {},
        "outputs": [{"text": ['"source": ["x"]']}],
        "source": source,
        **more,
    }


def notebook(*cells: dict[str, Any], language: str = "python") -> dict[str, Any]:
    return {
        "cells": list(cells),
        "metadata": {"language_info": {"name": language}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def document_of(*cells: dict[str, Any], **how: Any) -> Document:
    text = json.dumps(notebook(*cells), **({"indent": 1, "ensure_ascii": False} | how)) + "\n"
    return Document.from_bytes(text.encode(), "/tmp/a.ipynb")


def insertion(document: Document, line: int, column: int, content: str) -> Edit:
    place = Position(line, column)
    return Edit(document.filename, Range(place, place), content)


def test_the_python_cells_are_one_program() -> None:
    document = document_of(
        cell("# Title", "markdown"),
        cell(["import torch\n", "x = 1"]),
        cell("y = x\n"),
        cell("", "code"),
        cell("raw", "raw"),
        cell("def f(", "code", metadata={"vscode": {"languageId": "javascript"}}),
        cell("z = y"),
    )
    assert document.is_notebook
    assert ast.unparse(document.tree) == "import torch\nx = 1\ny = x\nz = y"
    assert [each.number for each in document.cells] == [2, 3, 4, 7]
    lines = {text: document.cell_at(number) for number, text in enumerate(document.lines) if text}
    assert lines == {"import torch": (2, 0), "x = 1": (2, 1), "y = x": (3, 0), "z = y": (7, 0)}


def test_cells_of_an_editor() -> None:
    document = Document.from_cells(["x = 1\n%time y", "z"], "a.ipynb")
    assert document.is_notebook
    assert document.cell_at(1) == (1, 1)
    assert [document.text_of(node) for node in ast.walk(document.tree) if isinstance(node, ast.Name)] == [
        "x",
        "y",
        "z",
    ]
    assert document.edited([insertion(document, 0, 0, "w\n")]).text.startswith("w\nx = 1\n")


def test_a_script_has_no_cells() -> None:
    document = Document.from_text("x = 1\n", "a.py")
    assert not document.is_notebook
    assert document.cells == ()
    assert document.cell_at(0) is None


def test_a_broken_cell_does_not_break_the_next() -> None:
    document = document_of(
        cell("def f(:\n  x = ("), cell("y = 1"), cell("    z = 2\n    w = 3"), cell('"""'), cell("v")
    )
    kept = ast.unparse(document.tree)
    assert "y = 1\nz = 2\nw = 3\n" in kept
    assert kept.endswith("\nv")
    problem = document.syntax_problem
    assert problem is not None
    assert document.cell_at(problem.position.line) == (1, 0)


@pytest.mark.parametrize("language", ["R", "julia"])
def test_notebooks_in_other_languages_are_empty(language: str) -> None:
    text = json.dumps(notebook(cell("x <- 1"), language=language))
    document = Document.from_text(text, "a.ipynb")
    assert document.cells == ()
    assert document.tree.body == []


def test_the_old_format() -> None:
    old = {
        "worksheets": [
            {"cells": [{"cell_type": "code", "language": "python", "input": ["print 'a'\n", "x = 1"]}]}
        ],
        "nbformat": 3,
    }
    document = Document.from_text(json.dumps(old, indent=1), "a.ipynb")
    assert document.text == "print 'a'\nx = 1\n\n"
    changed = document.edited([insertion(document, 1, 5, "0")])
    assert json.loads(changed.file_text)["worksheets"][0]["cells"][0]["input"] == ["print 'a'\n", "x = 10"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "JSON"),
        ('{"cells": [}', "line 1, column 12"),
        ("[" * 100_000, "JSON"),
        ("[]", "no list of cells"),
        ("3", "no list of cells"),
        ('{"metadata": {}}', "no list of cells"),
    ],
)
def test_what_is_no_notebook_is_told(text: str, words: str) -> None:
    with pytest.raises(UnreadableSource, match=words) as raised:
        Document.from_text(text, "a.ipynb")
    assert str(raised.value).startswith("a.ipynb is not a notebook")


@pytest.mark.parametrize(
    "content",
    [
        {"cells": {}},
        {"cells": [1, None, {"cell_type": "code"}, {"cell_type": "code", "source": [1, "x"]}, {"source": 3}]},
        {"cells": [{"cell_type": "code", "source": "x", "metadata": []}], "metadata": [], "worksheets": 3},
    ],
)
def test_odd_notebooks_are_read(content: dict[str, Any]) -> None:
    document = Document.from_text(json.dumps(content), "a.ipynb")
    assert document.syntax_problem is None
    assert document.edited([]).file_text == json.dumps(content)


# --- writing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "how",
    [
        {"indent": 1},
        {"indent": 4},
        {"indent": None},
        {"indent": "\t"},
        {"indent": 1, "separators": (",", ":")},
    ],
)
@pytest.mark.parametrize("is_ascii", [True, False])
@pytest.mark.parametrize("source", ["a = 'é'\nb\n", ["a = 'é'\n", "b\n"], ["b"], "b"])
def test_only_the_changed_cell_changes(how: dict[str, Any], is_ascii: bool, source: str | list[str]) -> None:
    other = cell(["x = 'ü\\u00fc'\n", '"]}{[",'])
    document = document_of(cell("é", "markdown"), cell(source), other, **how, ensure_ascii=is_ascii)
    line = document.lines.index("b")
    changed = document.edited(
        [insertion(document, line, 1, " = 'ö'"), insertion(document, line + 1, 0, "c\n")]
    )
    expected = "".join(source).removesuffix("\n").replace("b", "b = 'ö'\nc")
    expected += "\n" if "".join(source).endswith("\n") else ""
    lines = expected.splitlines(keepends=True)
    wanted = notebook(cell("é", "markdown"), cell(expected if isinstance(source, str) else lines), other)
    assert json.loads(changed.to_bytes()) == wanted
    if len(source) != 1 or how["indent"] is not None:
        assert changed.file_text == json.dumps(wanted, **(how | {"ensure_ascii": is_ascii})) + "\n"


def test_unchanged_lines_keep_their_spelling() -> None:
    raw = '{"cells": [{"cell_type": "code", "source": ["a = \\"\\u00e9\\/\\"\\n" ,\n  "b"]}]}'
    document = Document.from_text(raw, "a.ipynb")
    changed = document.edited([insertion(document, 1, 1, " = 1")])
    assert changed.file_text == raw.replace('"b"', '"b = 1"')


def test_edits_stay_in_their_cell() -> None:
    document = document_of(cell("a"), cell("b"))
    across = Edit(document.filename, Range(Position(0, 0), Position(2, 0)), "")
    with pytest.raises(ValueError, match="reaches over the end of a cell"):
        document.edited([across])
    with pytest.raises(ValueError, match="overlap"):
        place = Range(Position(0, 0), Position(0, 1))
        document.edited([Edit(document.filename, place, "x"), Edit(document.filename, place, "y")])


@given(st.lists(st.text(st.sampled_from('ab \n\r\té"\\\U0001f600{}[]')), max_size=4), st.data())
def test_any_edit_of_any_cell_is_the_edit_of_its_source(sources: list[str], data: st.DataObject) -> None:
    document = document_of(*(cell(source) for source in sources), cell("x"))
    number = data.draw(st.integers(0, len(document.cells) - 1))
    chosen = document.cells[number]
    start = document.offset_at(Position(chosen.first_line, 0))
    place = document.position_at(start + data.draw(st.integers(0, len(chosen.source))))
    changed = document.edited([insertion(document, place.line, place.column, "é!")])
    expected = [each.source for each in document.cells]
    inside = document.offset_at(place) - start
    expected[number] = chosen.source[:inside] + "é!" + chosen.source[inside:]
    assert [each.source for each in changed.cells] == expected
    again = Document.from_bytes(changed.to_bytes(), document.filename)
    assert again.text == changed.text


def test_a_notebook_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(notebook(cell("x = 'é'"))).encode())
    document = Document.from_path(path)
    assert document.to_bytes() == path.read_bytes()
    path.write_bytes(b'{"cells": ["\xff"]}')
    with pytest.raises(UnreadableSource, match="not written in UTF-8"):
        Document.from_path(path)


# --- magics -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("x = 1 % 2\n", "x = 1 % 2\n"),
        ("%matplotlib inline\nx", "pass              \nx"),
        ("!ls\nx", "0  \nx"),
        ("!pip install \\\n  torch\nx", "pass          \n       \nx"),
        ("if x:\n    !ls é\n", "if x:\n    pass \n"),
        ("x = !ls\ny = %timeit f()\n", "x = 0  \ny = 0          \n"),
        ("%time train(x)\n", "0;    train(x)\n"),
        ("%time -n 3\n", "pass      \n"),
        ("%timeit -n 3 train(x)\n", "pass                 \n"),
        ("foo?\n?foo.bar\nfoo.bar??\n", "pass\npass    \npass     \n"),
        ("%%time\ntrain(x)\n", "pass  \ntrain(x)\n"),
        ("%%bash\nls 'it\n", "      \n      \n"),
        ("%%writefile a.py\nimport torch\n", "                \n            \n"),
        ("x = '''\n%no magic\n!no\n'''\n!ls\n", "x = '''\n%no magic\n!no\n'''\n0  \n"),
        ("x = (1\n% 2)\n%magic\n", "x = (1\n% 2)\npass  \n"),
        ("!echo 'it(\nx = 1\n", "pass      \nx = 1\n"),
        ("# %magic\nx != y\n", "# %magic\nx != y\n"),
        ("d['k'] = !ls\n", "d['k'] = 0  \n"),
        ("net[0].fc['k'].w??\nx\n", "pass              \nx\n"),
        ("pip install torch\nls data\ncd ..\n", "pass             \npass   \npass \n"),
        ("ls -la\nrun = 1\n", "ls -la\nrun = 1\n"),
        ("run = 1\nrun if x else y\nfoo bar\n", "run = 1\nrun if x else y\nfoo bar\n"),
        ("%%capture --no-stderr out\ntrain(x)\n", "pass                     \ntrain(x)\n"),
        ("%%R -i x\ny <- x\n", "        \n      \n"),
    ],
)
def test_magics_make_room_for_nothing(source: str, code: str) -> None:
    assert without_magics(source) == code
    assert Document.from_cells([source], "a.ipynb").text == source + "\n\n"


@given(
    st.lists(
        st.sampled_from(
            ["%m", "!x '", "x = (", ")", "'''", "?", "if x:", "    ", "\\", "\r\n", "é", "%%bash"]
        )
    )
)
def test_code_without_magics_is_as_long(parts: list[str]) -> None:
    source = "\n".join(parts)
    code = without_magics(source)
    assert [len(line) for line in code.split("\n")] == [len(line) for line in source.split("\n")]
