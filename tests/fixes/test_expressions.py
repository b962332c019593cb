"""Replacing expressions, changing calls, naming imports."""

from __future__ import annotations

import ast

import pytest

from torchvet.fixes import (
    add_argument,
    add_import,
    apply_edits,
    insert_after_expression,
    keep_part,
    remove_argument,
    rename_keyword,
    replace_expression,
    resolve_or_import,
)
from torchvet.source.document import Document


def find(document: Document, text: str) -> ast.expr:
    """The outermost expression that is written as ``text``."""
    return next(
        node
        for node in ast.walk(document.tree)
        if isinstance(node, ast.expr) and document.text_of(node) == text
    )


REPLACED = {
    "call": ("f(X)\n", "a + b", "f(a + b)\n"),
    "attribute": ("X.y\n", "a + b", "(a + b).y\n"),
    "attribute of a call": ("X.y\n", "a(b)", "a(b).y\n"),
    "attribute of a number": ("X.y\n", "1", "(1).y\n"),
    "in parentheses already": ("(X).y\n", "a + b", "(a + b).y\n"),
    "product": ("X * 2\n", "a + b", "(a + b) * 2\n"),
    "right of a difference": ("1 - X\n", "a - b", "1 - (a - b)\n"),
    "left of a difference": ("X - 1\n", "a - b", "a - b - 1\n"),
    "power": ("X ** 2\n", "-a", "(-a) ** 2\n"),
    "exponent": ("2 ** X\n", "-a", "2 ** -a\n"),
    "negated": ("-X\n", "a ** b", "-a ** b\n"),
    "subscript": ("X[0]\n", "a if b else c", "(a if b else c)[0]\n"),
    "index": ("d[X]\n", "a if b else c", "d[a if b else c]\n"),
    "awaited": ("async def f(): await X\n", "a or b", "async def f(): await (a or b)\n"),
    "tuple": ("f(X)\n", "a, b", "f((a, b))\n"),
    "tuple in parentheses": ("f(X)\n", "(a, b)", "f((a, b))\n"),
    "lambda": ("f = X or y\n", "lambda: 1", "f = (lambda: 1) or y\n"),
    "lines": ("y = X\n", "a +\\\n b", "y = a +\\\n b\n"),
    "lines without brackets": ("y = X\n", "a +\n b", "y = (a +\n b)\n"),
    "lines inside brackets": ("f(X)\n", "a +\n b", "f(a +\n b)\n"),
    "lines inside its own brackets": ("y = X\n", "f(a,\n b)", "y = f(a,\n b)\n"),
    "f-string": ("f'{X}'\n", "a", "f'{X}'\n"),
    "wide characters": ("'ä𝔘', X\n", "a", "'ä𝔘', a\n"),
}


@pytest.mark.parametrize("case", REPLACED)
def test_replace(case: str) -> None:
    source, text, wanted = REPLACED[case]
    document = Document.from_text(source, "t.py")
    node = next(node for node in ast.walk(document.tree) if isinstance(node, ast.Name) and node.id == "X")
    assert apply_edits(source, replace_expression(document, node, text)) == wanted
    ast.parse(wanted)


KEPT = {
    "argument": ("y = F.softmax(x, dim=1)\n", "F.softmax(x, dim=1)", "x", "y = x\n"),
    "binds too loosely": ("y = f(a + b) * 2\n", "f(a + b)", "a + b", "y = (a + b) * 2\n"),
    "comment inside": (
        "y = f(\n    g(a,  # why\n      b),\n    dim=1,\n)\n",
        "f(\n    g(a,  # why\n      b),\n    dim=1,\n)",
        "g(a,  # why\n      b)",
        "y = g(a,  # why\n      b)\n",
    ),
    "loses its brackets": ("y = f(a +\n  b)\n", "f(a +\n  b)", "a +\n  b", "y = (a +\n  b)\n"),
    "method": ("loss(x.softmax(1), y)\n", "x.softmax(1)", "x", "loss(x, y)\n"),
}


@pytest.mark.parametrize("case", KEPT)
def test_keep_part(case: str) -> None:
    source, whole, part, wanted = KEPT[case]
    document = Document.from_text(source, "t.py")
    assert apply_edits(source, keep_part(document, find(document, whole), find(document, part))) == wanted


def test_insert_after_expression() -> None:
    document = Document.from_text("(model.eval)  # c\n", "t.py")
    edits = insert_after_expression(document, find(document, "model.eval"), "()")
    assert apply_edits(document.text, edits) == "(model.eval())  # c\n"


ADDED = {
    "none": ("f( )\n", "f(n=1 )\n"),
    "some": ("f(a, b)\n", "f(a, b, n=1)\n"),
    "trailing comma": ("f(a, b,)\n", "f(a, b, n=1,)\n"),
    "parentheses": ("f((a), (b))\n", "f((a), (b), n=1)\n"),
    "string with a comma": ("f('a,)', g(b, c))\n", "f('a,)', g(b, c), n=1)\n"),
    "own lines": ("f(\n    a,  # a\n    b,  # b\n)\n", "f(\n    a,  # a\n    b,  # b\n    n=1,\n)\n"),
    "own lines, no comma": ("f(\n    a,\n    b  # b\n)\n", "f(\n    a,\n    b,  # b\n    n=1\n)\n"),
    "hanging": ("f(a,\n  b)\n", "f(a,\n  b, n=1)\n"),
    "generator": ("f(x for x in y)\n", "f(x for x in y)\n"),
    "generator in parentheses": ("f((x for x in y))\n", "f((x for x in y), n=1)\n"),
    "crlf": ("f(\r\n\ta,\r\n)\r\n", "f(\r\n\ta,\r\n\tn=1,\r\n)\r\n"),
}


@pytest.mark.parametrize("case", ADDED)
def test_add_argument(case: str) -> None:
    source, wanted = ADDED[case]
    document = Document.from_text(source, "t.py")
    call = document.tree.body[0].value
    assert apply_edits(source, add_argument(document, call, "n=1")) == wanted
    ast.parse(wanted)


REMOVED = {
    "only": ("f(n=1)\n", "f()\n"),
    "only, with a comma": ("f(n=1,)\n", "f()\n"),
    "first": ("f(n=1, b=2)\n", "f(b=2)\n"),
    "last": ("f(a, n=(1))\n", "f(a)\n"),
    "last, with a comma": ("f(a, n=1,)\n", "f(a,)\n"),
    "own line": ("f(\n    a,\n    n=1,\n    b=2,\n)\n", "f(\n    a,\n    b=2,\n)\n"),
    "last own line": ("f(\n    a,\n    n=1,\n)\n", "f(\n    a,\n)\n"),
}


@pytest.mark.parametrize("case", REMOVED)
def test_remove_argument(case: str) -> None:
    source, wanted = REMOVED[case]
    document = Document.from_text(source, "t.py")
    call = document.tree.body[0].value
    keyword = next(keyword for keyword in call.keywords if keyword.arg == "n")
    assert apply_edits(source, remove_argument(document, call, keyword)) == wanted


def test_rename_keyword() -> None:
    document = Document.from_text("Categorical(probs = x)\n", "t.py")
    keyword = document.tree.body[0].value.keywords[0]
    assert (
        apply_edits(document.text, rename_keyword(document, keyword, "logits")) == "Categorical(logits = x)\n"
    )


NAMED = {
    "alias": ("import torch.nn.functional as f\n", "f.nll_loss", None),
    "from with alias": ("from torch.nn import functional as G\n", "G.nll_loss", None),
    "itself": ("from torch.nn.functional import nll_loss\n", "nll_loss", None),
    "package": ("from torch import nn\n", "nn.functional.nll_loss", None),
    "torch": ("import torch\n", "torch.nn.functional.nll_loss", None),
    "longest": ("import torch\nimport torch.nn as nn\n", "nn.functional.nll_loss", None),
    "twice": ("import torch\nimport torch.nn\n", "torch.nn.functional.nll_loss", None),
    "hidden by another": (
        "import torch.nn.functional as F\ndef f(F): pass\n",
        "nn.functional.nll_loss",
        "import torch.nn.functional as F\nfrom torch import nn\ndef f(F): pass\n",
    ),
    "none": (
        '"""D"""\nfrom __future__ import division\nimport os  # o\nx = 1\n',
        "F.nll_loss",
        '"""D"""\nfrom __future__ import division\nimport os  # o\nimport torch.nn.functional as F\nx = 1\n',
    ),
    "no imports": (
        "#!/bin/python\n\nx = 1\n",
        "F.nll_loss",
        "#!/bin/python\n\nimport torch.nn.functional as F\nx = 1\n",
    ),
    "only a docstring": ('"""Doc."""', "F.nll_loss", '"""Doc."""\nimport torch.nn.functional as F'),
    "nothing": ("# c", "F.nll_loss", "# c\nimport torch.nn.functional as F\n"),
    "in another function": (
        "def f():\n    import torch\n",
        "F.nll_loss",
        "import torch.nn.functional as F\ndef f():\n    import torch\n",
    ),
    "tried": (
        "try:\n    import torch\nexcept ImportError:\n    raise\n",
        "torch.nn.functional.nll_loss",
        None,
    ),
}


@pytest.mark.parametrize("case", NAMED)
def test_resolve_or_import(case: str) -> None:
    source, expression, wanted = NAMED[case]
    document = Document.from_text(source, "t.py")
    found = resolve_or_import(document, "torch.nn.functional.nll_loss")
    assert found.expression == expression
    assert apply_edits(source, found.edits) == (source if wanted is None else wanted)


def test_an_import_of_the_function_itself_is_used() -> None:
    document = Document.from_text("def f():\n    import torch\n    x()\n", "t.py")
    assert (
        resolve_or_import(document, "torch.no_grad", at=find(document, "x()")).expression == "torch.no_grad"
    )
    assert resolve_or_import(document, "torch.no_grad", at=find(document, "x()")).edits == ()


def test_an_import_that_is_there_is_not_added() -> None:
    document = Document.from_text("import torch\n", "t.py")
    assert add_import(document, "import torch") == ()
