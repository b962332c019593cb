"""Taking elements away, naming arguments and attributes."""

from __future__ import annotations

import ast

import pytest

from torchvet.finding import Edit
from torchvet.fixes import apply_edits
from torchvet.fixes.attributes import rename_attribute
from torchvet.fixes.elements import name_argument, remove_element
from torchvet.source.document import Document


def after(text: str, edits: tuple[Edit, ...]) -> str:
    result = apply_edits(text, edits)
    ast.parse(result)
    return result


def without(text: str, element: str) -> str:
    document = Document.from_text(text, "case.py")
    for node in ast.walk(document.tree):
        elements = node.args if isinstance(node, ast.Call) else getattr(node, "elts", [])
        for each in elements:
            if isinstance(node, ast.Call | ast.List | ast.Tuple) and document.text_of(each) == element:
                return after(text, remove_element(document, node, each))
    raise AssertionError(element)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(a, b(1))\n", "f(a)\n"),
        ("f(a, b(1),)\n", "f(a,)\n"),
        ("f(b(1), c)\n", "f(c)\n"),
        ("f(b(1))\n", "f()\n"),
        ("x = [a, b(1)]\n", "x = [a]\n"),
        ("x = [*a, b(1), c]\n", "x = [*a, c]\n"),
        ("f(\n    a,  # first\n    b(1),  # last\n)\n", "f(\n    a,  # first\n)\n"),
        ("f(\n    a,\n    b(1)\n)\n", "f(\n    a,\n)\n"),
        ("f(\r\n\ta,\r\n\tb(1),\r\n)\r\n", "f(\r\n\ta,\r\n)\r\n"),
        ("f(\n    a,  # first\n    b(1))\n", "f(\n    a,  # first\n    )\n"),
        ("f(a,\n  b(1))\n", "f(a)\n"),
        ("f((a), b(1))\n", "f((a), )\n"),
        ("x = [('n', a), b(1)]  # b(1)\n", "x = [('n', a)]  # b(1)\n"),
    ],
)
def test_remove_element(text: str, expected: str) -> None:
    assert without(text, "b(1)") == expected


def test_a_pair_is_left_alone() -> None:
    document = Document.from_text("x = (a, b)\n", "case.py")
    pair = document.tree.body[0].value  # type: ignore[attr-defined]
    assert remove_element(document, pair, pair.elts[1]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f(x)\n", "f(k=x)\n"),
        ("f( (x + 1) )\n", "f( k=(x + 1) )\n"),
        ("f(a, ((x)))\n", "f(a, k=((x)))\n"),
        ("f(\n    x,  # why\n)\n", "f(\n    k=x,  # why\n)\n"),
        ("f(x, other=1)\n", "f(k=x, other=1)\n"),
        ("f(*x)\n", "f(*x)\n"),
        ("f(x for x in y)\n", "f(x for x in y)\n"),
    ],
)
def test_name_argument(text: str, expected: str) -> None:
    document = Document.from_text(text, "case.py")
    call = document.tree.body[0].value  # type: ignore[attr-defined]
    assert after(text, name_argument(document, call, call.args[-1], "k")) == expected


@pytest.mark.parametrize("text", ["(a + b).eval()\n", "a[0] . eval()\n", "ä.b.eval()  # eval\n"])
def test_rename_attribute(text: str) -> None:
    document = Document.from_text(text, "case.py")
    call = document.tree.body[0].value  # type: ignore[attr-defined]
    assert after(text, rename_attribute(document, call.func, "train")) == text.replace("eval", "train", 1)
