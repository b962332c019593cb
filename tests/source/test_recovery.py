"""Text that Python refuses still gives a tree, of all that can be understood."""

from __future__ import annotations

import ast
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from torchvet.source.document import Document
from torchvet.source.mending import UNFINISHED

PROGRAM = '''\
import torch
from torch import nn


class Net(nn.Module):
    """A "net"."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(3, 4),  # in, out
            nn.Dropout(),
        )

    def forward(self, x):
        return self.layers(x)


@torch.no_grad()
def test(model, loader):
    model.eval()


def train(model, loader, optimizer):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        <here>
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    """later
    string"""
    return model


if __name__ == "__main__":
    train(Net(), [], None)
'''

WHILE_TYPING = [
    "optimizer.",
    "x.y.",
    "foo(",
    "foo(a=",
    "x = foo(a, ",
    "self.x = foo(",
    "é = foo(é,",
    "foo(\n            a,\n            b",
    "x = foo(\n            a\n        y = 3",
    "x =",
    "x = [1,",
    "x = {",
    "x = {'a':",
    'd["a',
    's = "abc',
    's = """abc',
    "'''",
    "f'{x'",
    "f'{a b}'",
    "x = y if",
    "lambda x",
    "not",
    "return",
    "assert",
    "del",
    "global",
    "import",
    "from torch import",
    "from torch.",
    "async",
    "@",
    "@foo",
    "if x",
    "if x:",
    "if x = 3:",
    "elif x:",
    "else:",
    "for a in",
    "for a in b:",
    "for x in y: foo(",
    "while",
    "with torch.no_grad(",
    "with torch.no_grad()",
    "with open(x) as",
    "try:",
    "try: x",
    "except X, e:",
    "finally:",
    "match x:",
    "case 3:",
    "class",
    "class A(nn.Module",
    "def f",
    "def f(self",
    "def forward(self, x y):",
    "foo())",
    ")",
    "}",
    "f(a b)",
    "x = f(a b)",
    "a b c",
    "x ? y",
    "$",
    "x = 1 \\",
    "   y = 1",
    "  x",
    "\tx",
    "print 'a', b",
    "exec 'a'",
    "raise X, 'a'",
    "print >>f, 'x' % y,",
    "`x`",
    "0777",
    "1" * 5000,
]


def train_of(document: Document) -> ast.FunctionDef:
    functions = [node for node in document.tree.body if isinstance(node, ast.FunctionDef)]
    return next(node for node in functions if node.name == "train")


@pytest.mark.parametrize("typed", WHILE_TYPING)
def test_the_rest_of_the_program_stays(typed: str) -> None:
    document = Document.from_text(PROGRAM.replace("<here>", typed), "a.py")
    assert [type(node).__name__ for node in document.tree.body] == [
        "Import",
        "ImportFrom",
        "ClassDef",
        "FunctionDef",
        "FunctionDef",
        "If",
    ]
    train = train_of(document)
    assert [type(node).__name__ for node in train.body] == ["Expr", "For", "Expr", "Return"]
    loop = train.body[1]
    assert isinstance(loop, ast.For)
    texts = [document.text_of(node) for node in loop.body]
    assert texts[0] == "optimizer.zero_grad()"
    assert texts[-3:] == ["loss = criterion(model(x), y)", "loss.backward()", "optimizer.step()"]


@pytest.mark.parametrize("typed", WHILE_TYPING)
def test_positions_stay(typed: str) -> None:
    check_positions(Document.from_text(PROGRAM.replace("<here>", typed), "a.py"))


def check_positions(document: Document) -> None:
    for node in ast.walk(document.tree):
        place = document.range_of(node)
        assert place.start <= place.end
        assert place.end.line < len(document.lines)
        if isinstance(node, ast.Name) and UNFINISHED not in node.id:
            assert document.text_of(node) == node.id


def test_the_problem_is_told() -> None:
    document = Document.from_text("x = 1\ny = é)\n", "a.py")
    problem = document.syntax_problem
    assert problem is not None
    assert problem.message == "unmatched ')'"
    assert (problem.position.line, problem.position.column) == (1, 5)
    assert Document.from_text("x = 1\n", "a.py").syntax_problem is None


def test_what_is_assigned_is_unknown_and_not_what_it_was() -> None:
    document = Document.from_text("x = softmax(y)\nx = f(a b)\n", "a.py")
    assert ast.unparse(document.tree) == f"x = softmax(y)\nx = f({UNFINISHED})"


def test_an_unfinished_call_is_a_call() -> None:
    document = Document.from_text("for x in y:\n    optimizer.zero_grad(\n    loss.backward()\n", "a.py")
    assert ast.unparse(document.tree) == "for x in y:\n    optimizer.zero_grad()\n    loss.backward()"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("for x in enumerate(y:\n    f(x)\n", "for x in enumerate(y):\n    f(x)"),
        ("while x\n    f(x)\n", "while x:\n    f(x)"),
        ("def f(a,\n      b\n    return a\n", "def f(a, b):\n    return a"),
        ("def f(\n    a,\n    b b,\n) -> None:\n    return a\n", "def f(*_, **__):\n    return a"),
        ("class A(B\n    x = 1\n", "class A(B):\n    x = 1"),
        ("if x y:\n    f()\nelse:\n    g()\n", f"if {UNFINISHED}:\n    f()\nelse:\n    g()"),
        ("try:\n    f()\ng()\n", "if True:\n    f()\ng()"),
        ("try:\n    f()\nexcept X, e:\n    g()\n", f"try:\n    f()\nexcept {UNFINISHED}:\n    g()"),
        ("match x:\n    case 1 2:\n        f()\n", f"match x:\n    case {UNFINISHED}:\n        f()"),
        ("match x:\n    f()\n", "if True:\n    f()"),
        ("match = foo(\nf()\n", "match = foo()\nf()"),
        ("    f()\n    g()\n", "f()\ng()"),
        ("if x:\n        f()\n    g()\n", "if x:\n    f()\ng()"),
        ("if x:\n\tf()\n        g()\n", "if x:\n    f()\n    g()"),
        ("f()\n    g()\n    if x:\n        h()\ni()\n", "f()\ng()\nif x:\n    h()\ni()"),
        ("async def f(:\n    await g()\n", "async def f():\n    await g()"),
        ("return f(a b)\n", f"return {UNFINISHED}"),
        ("x = 1 +\ny = 2\n", f"x = 1 + {UNFINISHED}\ny = 2"),
        ("@a(\ndef f():\n    pass\n", "@a()\ndef f():\n    pass"),
    ],
)
def test_what_is_kept(text: str, kept: str) -> None:
    document = Document.from_text(text, "a.py")
    assert document.syntax_problem is not None
    assert ast.unparse(document.tree) == kept


def test_a_string_that_is_never_closed_does_not_swallow_the_file() -> None:
    first = 'def f():\n    """Doc\n    x = 1\n\n\n'
    text = first + 'def g():\n    """Another."""\n    return 2\n\n\ndef h():\n    """Third."""\n'
    document = Document.from_text(text, "a.py")
    names = [node.name for node in document.tree.body if isinstance(node, ast.FunctionDef)]
    assert names == ["f", "g", "h"]
    assert "return 2" in ast.unparse(document.tree)


def test_python_two() -> None:
    text = (
        "import os, sys\n"
        "class A:\n"
        "\tdef f(self, (a, b)):\n"
        "\t\tprint 'a %s' % (a,\n"
        "\t\t\tb)\n"
        "        \tif a <> b:\n"
        "\t\t\traise ValueError, 'no'\n"
        "\t\ttry:\n"
        "\t\t\treturn ur'x', 10L, `a`\n"
        "\t\texcept ValueError, e:\n"
        "\t\t\tprint >>sys.stderr, e\n"
        "x = A()\n"
        "x.f()\n"
    )
    document = Document.from_text(text, "a.py")
    check_positions(document)
    assert "x = A()\nx.f()" in ast.unparse(document.tree)
    assert len([node for node in ast.walk(document.tree) if isinstance(node, ast.Try)]) == 1


def test_code_that_is_nested_too_deeply() -> None:
    for text in ("(" * 10_000, "-" * 100_000 + "1", "x = 1\n" + "f(" * 3000 + ")" * 3000 + "\ny = 2\n"):
        document = Document.from_text(text, "a.py")
        assert document.syntax_problem is not None
        assert isinstance(document.tree, ast.Module)
    assert ast.unparse(document.tree).endswith("y = 2")


def test_one_part_that_is_too_deep_does_not_take_the_rest() -> None:
    chain = "if x == 0: pass\n" + "".join(f"elif x == {number}: pass\n" for number in range(20_000))
    document = Document.from_text("a = 1\n" + chain + "b = 2\n", "a.py")
    if document.syntax_problem is not None:
        assert [document.text_of(node) for node in (document.tree.body[0], document.tree.body[-1])] == [
            "a = 1",
            "b = 2",
        ]


PIECES = st.sampled_from(
    [
        "if x:\n",
        "else:\n",
        "elif y:\n",
        "for x in y:\n",
        "while x:\n",
        "def f(a):\n",
        "class A:\n",
        "try:\n",
        "except:\n",
        "finally:\n",
        "with a as b:\n",
        "match x:\n",
        "case 1:\n",
        "@d\n",
        "return x\n",
        "x = 1\n",
        "    ",
        "        ",
        "\t",
        "(",
        ")",
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        ".",
        "=",
        "'",
        '"',
        '"""',
        "'''",
        "\\",
        "#",
        "\n",
        "\r\n",
        "\r",
        "\x0c",
        "\0",
        "\ud800",
        "\ufeff",
        "é",
        "漢",
        " ",
        ";",
        "f'{",
        "lambda",
        "import ",
        "await ",
    ]
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=300, deadline=None)
def test_any_text_has_a_tree_whose_positions_fit(pieces: list[str]) -> None:
    document = Document.from_text("".join(pieces), "a.py")
    assert isinstance(document.tree, ast.Module)
    for node in ast.walk(document.tree):
        place = document.range_of(node)
        assert place.start.line <= place.end.line < len(document.lines)
    compile(document.tree, "a.py", "exec", ast.PyCF_ONLY_AST)


def test_damage_to_real_code_stays_local() -> None:
    """One character taken away, or put in, loses few statements of a real program."""
    sources = sorted(Path(__file__).parents[2].glob("server/torchvet/source/[a-z]*.py"))
    lost = [lost_by_damage(random.Random(seed), sources) for seed in range(60)]
    assert sum(lost) / len(lost) < 3


def lost_by_damage(chance: random.Random, sources: list[Path]) -> int:
    """How many statements are lost by a random change of one line."""
    text = chance.choice(sources).read_text(encoding="utf-8")
    lines = text.split("\n")
    row = chance.choice([number for number, line in enumerate(lines) if line.strip()])
    column = chance.randrange(len(lines[row]))
    put = chance.choice(["", "(", ")", "[", ":", ".", "=", " = ", "$"])
    lines[row] = lines[row][:column] + put + lines[row][column + (put == "") :]
    document = Document.from_text("\n".join(lines), "a.py")
    check_positions(document)
    return len(statements_of(ast.parse(text)) - statements_of(document.tree))


def statements_of(tree: ast.Module) -> set[tuple[str, int]]:
    return {(type(node).__name__, node.lineno) for node in ast.walk(tree) if isinstance(node, ast.stmt)}


def test_comments_do_not_count_as_mended() -> None:
    text = "f()  # one\n# two\nif x:  # three\n    g(\n    h()  # four\n"
    document = Document.from_text(text, "a.py")
    assert document.mended_lines == {3}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("try:  # c\n    f()  # c\ng(  # c\n", "if True:\n    f()\ng()"),
        ("else:  # c\n", f"if {UNFINISHED}:\n    pass"),
        ("case 1:  # c\nx\n", f"if {UNFINISHED}:\n    pass\nx"),
        ("try:  # c\nexcept A:  # c\n    f()\n", "try:\n    pass\nexcept A:\n    f()"),
        ("try:  # c\nf()\n", "pass\nf()"),
        ("if x:  # c\n# d\nelse:  # e\n\n", "if x:\n    pass\nelse:\n    pass"),
        ("  if x:  # c\n# d\n  y(\n", "if x:\n    pass\ny()"),
        ("x = 1 \\\ny = = 2\n", f"x = 1\ny = {UNFINISHED}"),
        ("def f(  # c\n    a,  # d\n):  # e\n# f\ng(", "def f(a):\n    pass\ng()"),
    ],
)
def test_comments_are_in_nobodys_way(text: str, kept: str) -> None:
    assert ast.unparse(Document.from_text(text, "a.py").tree) == kept


@pytest.mark.parametrize(
    ("line", "is_open"),
    [
        ("optimizer.ze(", True),
        ("optimizer.", True),
        ("reset(", True),
        ("if scheduler.last_epoch ==", False),
        ("count = len(batch", False),
        ("total = 3 +", False),
        ("x = optimizer.zero_grad(", True),
    ],
)
def test_a_line_that_does_not_parse_is_open_where_it_may_call_something(line: str, is_open: bool) -> None:
    document = Document.from_text(f"import torch\nfor x in y:\n    step(x)\n    {line}\nz = 1\n", "a.py")
    assert 3 in document.mended_lines
    assert (3 in document.open_lines) is is_open
