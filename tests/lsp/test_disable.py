"""Disabling a rule on a line writes a comment where one can stand, and it silences the finding."""

from __future__ import annotations

import ast

import pytest

from torchvet.finding import Finding, Severity
from torchvet.lsp.disable import Disabling
from torchvet.source.document import Document
from torchvet.source.position import Position, Range
from torchvet.source.suppression import apply_suppressions


def finding_at(document: Document, word: str, code: str = "TV301") -> Finding:
    start = document.text.index(word)
    place = Range(document.position_at(start), document.position_at(start + len(word)))
    return Finding(code, "a-rule", Severity.WARNING, "message", document.filename, place)


def disabled(text: str, word: str = "BAD") -> str | None:
    document = Document.from_text(text, "/a.py")
    finding = finding_at(document, word)
    edit = Disabling(document).edit_for(finding)
    if edit is None:
        return None
    after = document.edited([edit])
    assert apply_suppressions(after, [finding_at(after, word)]) == ([], [])
    assert ast.dump(after.tree) == ast.dump(document.tree)
    return after.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("x = BAD\n", "x = BAD  # torchvet: ignore[TV301]\n"),
        ("x = BAD", "x = BAD  # torchvet: ignore[TV301]"),
        ("x = BAD  \t\r\ny = 1\r\n", "x = BAD  # torchvet: ignore[TV301]\r\ny = 1\r\n"),
        ("x = BAD  # why\n", "x = BAD  # why  # torchvet: ignore[TV301]\n"),
        ("x = BAD  # noqa: F401\n", "x = BAD  # noqa: F401  # torchvet: ignore[TV301]\n"),
        ("x = BAD  # ends so \\\n", "x = BAD  # ends so \\  # torchvet: ignore[TV301]\n"),
        ("x = BAD # torchvet: ignore[TV201]\n", "x = BAD # torchvet: ignore[TV201, TV301]\n"),
        (
            "x = BAD  # torchvet: ignore[ TV201,TV4 ] it is meant so\n",
            "x = BAD  # torchvet: ignore[ TV201,TV4, TV301 ] it is meant so\n",
        ),
        ("x = BAD # torchvet: ignore[]\n", "x = BAD # torchvet: ignore[TV301]\n"),
        ("x = '# no comment', BAD\n", "x = '# no comment', BAD  # torchvet: ignore[TV301]\n"),
        ("f(\n    BAD,\n)\n", "f(\n    BAD,  # torchvet: ignore[TV301]\n)\n"),
        (
            "for x in BAD: \\\n    pass\n",
            None,
        ),
        ("x = BAD + \\\n    1\n", "x = BAD + \\\n    1  # torchvet: ignore[TV301]\n"),
        ("x = BAD('''\nlong\n''')\n", "x = BAD('''\nlong\n''')  # torchvet: ignore[TV301]\n"),
        ("x = '''\n''' + BAD\n", "x = '''\n''' + BAD  # torchvet: ignore[TV301]\n"),
        ("if BAD:\n    '''\n    text'''\n", "if BAD:  # torchvet: ignore[TV301]\n    '''\n    text'''\n"),
        (
            "x = f(1, \\\n  BAD, \\\n  2)  # torchvet: ignore[TV1]\n",
            "x = f(1, \\\n  BAD, \\\n  2)  # torchvet: ignore[TV1, TV301]\n",
        ),
    ],
)
def test_disabling(before: str, after: str | None):
    if "TV1]" in before or "TV4" in before or "TV201" in before:
        # The other codes suppress nothing here, which is not the question.
        document = Document.from_text(before, "/a.py")
        edit = Disabling(document).edit_for(finding_at(document, "BAD"))
        assert edit is not None
        changed = document.edited([edit])
        assert changed.text == after
        assert apply_suppressions(changed, [finding_at(changed, "BAD")])[0] == []
    else:
        assert disabled(before) == after


def test_a_suppression_that_suppresses_nothing_is_not_disabled_but_removed():
    document = Document.from_text("x = 1  # torchvet: ignore[TV301]\n", "/a.py")
    assert Disabling(document).edit_for(finding_at(document, "# torchvet", code="TV001")) is None


def test_a_finding_in_another_file_is_not_disabled_here():
    document = Document.from_text("BAD\n", "/a.py")
    place = Range(Position(0, 0), Position(0, 3))
    other = Finding("TV301", "a-rule", Severity.WARNING, "message", "/b.py", place)
    assert Disabling(document).edit_for(other) is None


def test_a_text_that_does_not_parse_is_disabled_too():
    assert disabled("def f(:\n  x = BAD\n") == "def f(:\n  x = BAD  # torchvet: ignore[TV301]\n"
