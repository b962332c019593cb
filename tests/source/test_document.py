"""Reading documents, and finding one's way in their trees."""

from __future__ import annotations

import ast
import codecs
import warnings
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from torchvet.source.document import Document
from torchvet.source.unreadable import UnreadableSource


def names_in(document: Document) -> list[str]:
    return [node.id for node in ast.walk(document.tree) if isinstance(node, ast.Name)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"x = 1",
        b"x = 1\r\ny = 2\n",
        b"x = 1\ry = 2\r",
        codecs.BOM_UTF8 + b"x = 1\n",
        "x = 'é漢😀'\n".encode(),
        "# -*- coding: latin-1 -*-\nx = 'é'\n".encode("latin-1"),
        "#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '€'\n".encode("cp1252"),
        b"\x0cx = 1\n\x0c\ny = 2\n",
        b"x = 1\x00\ny\n",
        b"\x00\x00x = 1\n",
    ],
)
def test_bytes_survive_reading_and_writing(data: bytes) -> None:
    document = Document.from_bytes(data, "a.py")
    assert document.to_bytes() == data
    assert document.edited([]).to_bytes() == data
    assert isinstance(document.tree, ast.Module)
    assert document.syntax_problem is None


def test_the_coding_line_counts() -> None:
    data = "# coding: latin-1\nx = 'é'\n".encode("latin-1")
    assert "é" in Document.from_bytes(data, "a.py").text
    late = b"x = 1\n# coding: latin-1\ny = '\xe9'\n"
    with pytest.raises(UnreadableSource):
        Document.from_bytes(late, "a.py")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a = 1\nb = '\xe9'\n", ["train.py", "UTF-8", "0xe9", "line 2"]),
        ("x".encode("utf-16"), ["train.py", "UTF-16"]),
        (b"# coding: klingon\n", ["train.py", "klingon"]),
        (b"# coding: rot13\n", ["train.py", "rot13"]),
        (b"# coding: ascii\nx = '\xc3\xa9'\n", ["train.py", "ascii", "line 2"]),
    ],
)
def test_what_is_not_text_is_told_in_a_sentence(data: bytes, words: list[str]) -> None:
    with pytest.raises(UnreadableSource) as raised:
        Document.from_bytes(data, "train.py")
    sentence = str(raised.value)
    assert all(word in sentence for word in words)
    assert sentence.endswith(".") and "\n" not in sentence


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_told(data: bytes) -> None:
    try:
        document = Document.from_bytes(data, "a.py")
    except UnreadableSource as error:
        assert str(error).startswith("a.py")
    else:
        assert isinstance(document.tree, ast.Module)
        assert isinstance(document.comments, list)


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="does not exist"):
        Document.from_path(tmp_path / "gone.py")
    with pytest.raises(UnreadableSource, match="is a folder"):
        Document.from_path(tmp_path)
    with pytest.raises(UnreadableSource, match="cannot be read"):
        Document.from_path("a\0b.py")
    circle = tmp_path / "circle.py"
    circle.symlink_to(circle)
    with pytest.raises(UnreadableSource, match=r"circle\.py cannot be read"):
        Document.from_path(circle)


def test_permission_denied_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(UnreadableSource, match="may not be read: check its permissions"):
        Document.from_path(tmp_path / "a.py")


def test_nobody_is_warned_about_dubious_literals() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        document = Document.from_text("x = '\\d'\nif x is 1: assert (x, 'y')\n0or 1\n", "a.py")
        assert len(document.tree.body) == 3


def test_lone_surrogates_do_not_stop_the_parser() -> None:
    document = Document.from_text("x = '\ud800'\ny = é\n", "a.py")
    assert document.syntax_problem is None
    assert names_in(document) == ["x", "y", "é"]


@pytest.mark.parametrize(
    "text", ["import torch", "from lightning import x", "loss.backward()", "o.zero_grad()"]
)
def test_texts_that_can_hold_a_mistake(text: str) -> None:
    assert Document.from_text(text, "a.py").mentions_torch


def test_texts_that_cannot() -> None:
    assert not Document.from_text("import os\n", "a.py").mentions_torch


SOURCE = """\
import torch

@decorate(one)
def train(model=default(), *, rate=two):
    for x in loader(three):
        if x:
            four
        def inner():
            five
        lambda: [six for y in x]
    else:
        seven
    while eight:
        nine
"""


@pytest.mark.parametrize(
    ("name", "function", "loop"),
    [
        ("one", None, None),
        ("two", None, None),
        ("three", "train", None),
        ("four", "train", 5),
        ("five", "inner", None),
        ("six", "train", None),
        ("seven", "train", None),
        ("eight", "train", 13),
        ("nine", "train", 13),
    ],
)
def test_what_a_node_stands_in(name: str, function: str | None, loop: int | None) -> None:
    document = Document.from_text(SOURCE, "a.py")
    node = next(each for each in ast.walk(document.tree) if isinstance(each, ast.Name) and each.id == name)
    found = document.enclosing_function(node)
    around = document.enclosing_loop(node)
    assert (found.name if found else None) == function
    assert (around.lineno if around else None) == loop
    assert name == "one" or name in document.text_of(document.statement_of(node))


def test_parents() -> None:
    document = Document.from_text(SOURCE, "a.py")
    assert document.parent_of(document.tree) is None
    for node in ast.walk(document.tree):
        for child in ast.iter_child_nodes(node):
            if not isinstance(child, (ast.expr_context, ast.operator, ast.cmpop, ast.boolop, ast.unaryop)):
                assert document.parent_of(child) is node
    with pytest.raises(ValueError, match="stands in no statement"):
        document.statement_of(document.tree)


def test_comments() -> None:
    text = 'a = "# no"  # one\n# två\nb = """\n# no\n"""\nc = \'it\\\'s # no\'  # three\nd = f(  # four\n)\n'
    document = Document.from_text(text, "a.py")
    assert [comment.text for comment in document.comments] == ["# one", "# två", "# three", "# four"]
    for comment in document.comments:
        assert document.text_at(comment.range) == comment.text


def test_comments_in_broken_text() -> None:
    text = 'a = "open  # no\nb = (  # one\ndef f(:  # two\n  x = r"\\"  # no\n# three'
    document = Document.from_text(text, "a.py")
    assert [comment.text for comment in document.comments] == ["# one", "# two", "# three"]
