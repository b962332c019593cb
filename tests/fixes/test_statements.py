"""Inserting, deleting, moving and wrapping statements in every layout that Python allows."""

from __future__ import annotations

import ast
from collections.abc import Callable

import pytest

from torchvet.finding import Edit
from torchvet.fixes import (
    apply_edits,
    delete_statement,
    insert_at_end_of_body,
    insert_at_start_of_body,
    insert_statement_after,
    insert_statement_before,
    move_statement_after,
    move_statement_before,
    move_statement_into,
    wrap_statements,
)
from torchvet.source.document import Document

Insertion = Callable[[Document, ast.stmt, str], tuple[Edit, ...]]


def call_of(document: Document, name: str) -> ast.stmt:
    """The statement that calls ``name``, or a compound statement whose header mentions it."""
    found = [node for node in ast.walk(document.tree) if isinstance(node, ast.Name) and node.id == name]
    return document.statement_of(found[0])


def inserted(insertion: Insertion, source: str, at: str, text: str = "new()") -> str:
    document = Document.from_text(source, "t.py")
    result = apply_edits(source, insertion(document, call_of(document, at), text))
    ast.parse(result.removeprefix("\ufeff"))
    return result


BEFORE = {
    "plain": ("a()\nb()\n", "a()\nnew()\nb()\n"),
    "first": ("b()\n", "new()\nb()\n"),
    "above its comments": ("a()\n# why\n# so\nb()\n", "a()\nnew()\n# why\n# so\nb()\n"),
    "not above a comment of what is before": (
        "if x:\n    a()\n    # after a\nb()\n",
        "if x:\n    a()\n    # after a\nnew()\nb()\n",
    ),
    "not across a blank line": ("# title\n\nb()\n", "# title\n\nnew()\nb()\n"),
    "not above a cell marker": ("# %% train\nb()\n", "# %% train\nnew()\nb()\n"),
    "text that looks like a comment": ('a = """\n# no"""\nb()\n', 'a = """\n# no"""\nnew()\nb()\n'),
    "tabs": ("for x in y:\n\tb()\n", "for x in y:\n\tnew()\n\tb()\n"),
    "crlf": ("for x in y:\r\n    b()\r\n", "for x in y:\r\n    new()\r\n    b()\r\n"),
    "old mac line ends": ("a()\rb()\r", "a()\rnew()\rb()\r"),
    "one-line suite": ("for x in y: b()\n", "for x in y: new(); b()\n"),
    "one-line suite on a line of its own": ("if x: \\\n    b()\n", "if x: \\\n    new(); b()\n"),
    "semicolons": ("a(); b(); c()  # d\n", "a(); new(); b(); c()  # d\n"),
    "first of semicolons": ("b(); c()\n", "new()\nb(); c()\n"),
    "continued": ("a(); \\\nb()\n", "a(); \\\nnew(); b()\n"),
    "comment that ends in a backslash": ("# a \\\nb()\n", "new()\n# a \\\nb()\n"),
    "decorated": ("@deco\n@b\ndef f(): pass\n", "new()\n@deco\n@b\ndef f(): pass\n"),
    "elif": ("if x:\n    a()\nelif b:\n    c()\n", "new()\nif x:\n    a()\nelif b:\n    c()\n"),
    "second elif": (
        "if x:\n    a()\nelif y:\n    c()\nelif b:\n    d()\n",
        "new()\nif x:\n    a()\nelif y:\n    c()\nelif b:\n    d()\n",
    ),
    "else if": (
        "if x:\n    a()\nelse:\n    if b: c()\n",
        "if x:\n    a()\nelse:\n    new()\n    if b: c()\n",
    ),
    "byte order mark": ("\ufeffb()\n", "\ufeffnew()\nb()\n"),
    "wide characters": ("x = 'äöü𝔘'; b()\n", "x = 'äöü𝔘'; new(); b()\n"),
    "except": ("try:\n    a()\nexcept E:\n    b()\n", "try:\n    a()\nexcept E:\n    new()\n    b()\n"),
    "match": ("match x:\n  case 1:\n    b()\n", "match x:\n  case 1:\n    new()\n    b()\n"),
    "form feed": ("a()\n\x0cb()\n", "a()\nnew()\n\x0cb()\n"),
}


@pytest.mark.parametrize("case", BEFORE)
def test_insert_before(case: str) -> None:
    source, wanted = BEFORE[case]
    assert inserted(insert_statement_before, source, "b") == wanted


AFTER = {
    "plain": ("b()\nc()\n", "b()\nnew()\nc()\n"),
    "no last newline": ("if x:\n    b()", "if x:\n    b()\n    new()"),
    "comment on its line": ("b()  # why\nc()\n", "b()  # why\nnew()\nc()\n"),
    "several lines": ("b(\n  1,\n)\nc()\n", "b(\n  1,\n)\nnew()\nc()\n"),
    "one-line suite": ("for x in y: b()  # d\nc()\n", "for x in y: b(); new()  # d\nc()\n"),
    "semicolons": ("b(); c()\n", "b(); new(); c()\n"),
    "last of semicolons": ("a(); b();  # c\n", "a(); b();  # c\nnew()\n"),
    "compound": ("for b in y:\n    c()\nd()\n", "for b in y:\n    c()\nnew()\nd()\n"),
    "compound with a last comment": (
        "for b in y:\n    c()\n\n    # left\n# d\nd()\n",
        "for b in y:\n    c()\n\n    # left\nnew()\n# d\nd()\n",
    ),
    "compound on one line": ("for b in y: c()\nd()\n", "for b in y: c()\nnew()\nd()\n"),
    "crlf": ("b()\r\n", "b()\r\nnew()\r\n"),
    "indented semicolons": ("if x:\n    a(); b()\n", "if x:\n    a(); b()\n    new()\n"),
    "continued": ("b(); \\\nc()\n", "b(); new(); \\\nc()\n"),
}


@pytest.mark.parametrize("case", AFTER)
def test_insert_after(case: str) -> None:
    source, wanted = AFTER[case]
    assert inserted(insert_statement_after, source, "b") == wanted


BLOCKS = {
    "before, in lines": (insert_statement_before, "if x:\n\tb()\n", "if x:\n\tif new:\n\t\tgo()\n\tb()\n"),
    "before, two-blank indentation": (
        insert_statement_before,
        "if x:\n  b()\n",
        "if x:\n  if new:\n    go()\n  b()\n",
    ),
    "before, one-line suite": (
        insert_statement_before,
        "for x in y: b(); c()  # d\n",
        "for x in y:\n    if new:\n        go()\n    b()\n    c()  # d\n",
    ),
    "before, later in a one-line suite": (
        insert_statement_before,
        "for x in y: a(); b()\n",
        "for x in y:\n    a()\n    if new:\n        go()\n    b()\n",
    ),
    "before, semicolons": (insert_statement_before, "a(); b(); c()\n", "a()\nif new:\n    go()\nb(); c()\n"),
    "after, semicolons": (insert_statement_after, "a(); b(); c()\n", "a()\nb()\nif new:\n    go()\nc()\n"),
    "after, one-line suite": (
        insert_statement_after,
        "for x in y: b()  # d\n",
        "for x in y:\n    b()  # d\n    if new:\n        go()\n",
    ),
    "after, middle of a one-line suite": (
        insert_statement_after,
        "for x in y: a(); b(); c()\n",
        "for x in y:\n    a()\n    b()\n    if new:\n        go()\n    c()\n",
    ),
}


@pytest.mark.parametrize("case", BLOCKS)
def test_insert_a_block(case: str) -> None:
    insertion, source, wanted = BLOCKS[case]
    assert inserted(insertion, source, "b", "if new:\n    go()") == wanted


BODIES = {
    "start": (
        insert_at_start_of_body,
        "for b in y:\n    # c\n    c()\n",
        "for b in y:\n    new()\n    # c\n    c()\n",
    ),
    "start of a one-line body": (insert_at_start_of_body, "for b in y: c()\n", "for b in y: new(); c()\n"),
    "start, one decorator": (
        insert_at_start_of_body,
        "def f(x=b):\n    @d\n    def g(): pass\n",
        "def f(x=b):\n    new()\n    @d\n    def g(): pass\n",
    ),
    "start, docstring": (
        insert_at_start_of_body,
        'def f(x=b):\n    """Doc."""\n    c()\n',
        'def f(x=b):\n    """Doc."""\n    new()\n    c()\n',
    ),
    "start, only a docstring": (
        insert_at_start_of_body,
        'def f(x=b): "Doc."\n',
        'def f(x=b): "Doc."; new()\n',
    ),
    "end": (
        insert_at_end_of_body,
        "for b in y:\n    c()\n    d()\ne()\n",
        "for b in y:\n    c()\n    d()\n    new()\ne()\n",
    ),
    "end, nested": (
        insert_at_end_of_body,
        "for b in y:\n    if c:\n        d()\n",
        "for b in y:\n    if c:\n        d()\n    new()\n",
    ),
    "end, return": (
        insert_at_end_of_body,
        "def f(x=b):\n    return 1\n",
        "def f(x=b):\n    new()\n    return 1\n",
    ),
    "end of a one-line body": (insert_at_end_of_body, "for b in y: c();\n", "for b in y: c(); new();\n"),
}


@pytest.mark.parametrize("case", BODIES)
def test_insert_into_a_body(case: str) -> None:
    insertion, source, wanted = BODIES[case]
    assert inserted(insertion, source, "b") == wanted


DELETED = {
    "plain": ("a()\nb()  # gone\nc()\n", "a()\nc()\n"),
    "comments above stay": ("# why\nb()\nc()\n", "# why\nc()\n"),
    "several lines": ("a()\nb(\n  1,\n)\nc()\n", "a()\nc()\n"),
    "last, no newline": ("a()\nb()", "a()"),
    "only one": ("b()", ""),
    "crlf": ("a()\r\nb()\r\nc()\r\n", "a()\r\nc()\r\n"),
    "only one in a suite": ("if x:\n    b()  # c\nd()\n", "if x:\n    pass  # c\nd()\n"),
    "only one in an else": ("if x:\n    a()\nelse:\n    b()\n", "if x:\n    a()\nelse:\n    pass\n"),
    "one-line suite": ("for x in y: b()\n", "for x in y: pass\n"),
    "first of a one-line suite": ("for x in y: b(); c()\n", "for x in y: c()\n"),
    "last of a one-line suite": ("for x in y: a(); b()  # c\n", "for x in y: a()  # c\n"),
    "semicolons, first": ("b(); c()\n", "c()\n"),
    "semicolons, middle": ("a(); b(); c()\n", "a(); c()\n"),
    "semicolons, last": ("a(); b();\n", "a();\n"),
    "semicolon alone": ("a()\nb();\nc()\n", "a()\nc()\n"),
    "continued": ("a(); \\\nb()\n", "a()\n"),
}


@pytest.mark.parametrize("case", DELETED)
def test_delete(case: str) -> None:
    source, wanted = DELETED[case]
    document = Document.from_text(source, "t.py")
    result = apply_edits(source, delete_statement(document, call_of(document, "b")))
    ast.parse(result)
    assert result == wanted


def test_delete_a_decorated_function() -> None:
    source = "a()\n@deco\ndef f(): pass\nc()\n"
    document = Document.from_text(source, "t.py")
    assert apply_edits(source, delete_statement(document, document.tree.body[1])) == "a()\nc()\n"


def moved(
    source: str, how: Callable[..., tuple[Edit, ...]], what: str = "b", to: str = "t", **options: bool
) -> str:
    document = Document.from_text(source, "t.py")
    edits = how(document, call_of(document, what), call_of(document, to), **options)
    result = apply_edits(source, edits)
    ast.parse(result)
    return result


MOVES = {
    "before, with its comments": (
        move_statement_before,
        "t()\na()\n# why\nb()  # so\nc()\n",
        "# why\nb()  # so\nt()\na()\nc()\n",
    ),
    "before, out of a loop": (
        move_statement_before,
        "for t in y:\n    # why\n    b(\n        1,\n    )\n    c()\n",
        "# why\nb(\n    1,\n)\nfor t in y:\n    c()\n",
    ),
    "leaves a pass": (move_statement_before, "t()\nif x:\n    b()\n", "b()\nt()\nif x:\n    pass\n"),
    "leaves one pass where comments were": (
        move_statement_before,
        "t()\nif x:\n    # why\n    b()  # so\n",
        "# why\nb()  # so\nt()\nif x:\n    pass\n",
    ),
    "already there": (move_statement_before, "b()\nt()\n", "b()\nt()\n"),
    "keeps strings": (
        move_statement_before,
        "t()\nif x:\n    b('''\n    two\n    ''')\n    c()\n",
        "b('''\n    two\n    ''')\nt()\nif x:\n    c()\n",
    ),
    "from semicolons": (move_statement_before, "t(); a(); b()\n", "b()\nt(); a()\n"),
    "within a one-line suite": (move_statement_before, "for x in y: t(); b()\n", "for x in y: b(); t()\n"),
    "into a one-line suite": (move_statement_before, "b()\nfor x in y: t()\n", "for x in y: b(); t()\n"),
    "after": (move_statement_after, "b()  # b\nt()  # t\nc()\n", "t()  # t\nb()  # b\nc()\n"),
    "after, no last newline": (move_statement_after, "b()\nt()", "t()\nb()"),
    "after, from the end": (move_statement_after, "t()\nc()\nb()", "t()\nb()\nc()"),
    "tabs to blanks": (
        move_statement_before,
        "if x:\n\tb()\n\tc()\nif y:\n    t()\n",
        "if x:\n\tc()\nif y:\n    b()\n    t()\n",
    ),
    "crlf": (move_statement_before, "t()\r\nb()\r\n", "b()\r\nt()\r\n"),
    "into a loop": (
        move_statement_into,
        "# zero\nb()\nfor t in y:\n    c()\n",
        "for t in y:\n    # zero\n    b()\n    c()\n",
    ),
    "into itself is refused": (move_statement_into, "for b in t:\n    c()\n", "for b in t:\n    c()\n"),
}


@pytest.mark.parametrize("case", MOVES)
def test_move(case: str) -> None:
    how, source, wanted = MOVES[case]
    assert moved(source, how) == wanted


def test_move_to_the_end_of_a_body() -> None:
    assert (
        moved("b()\nfor t in y:\n    c()\nd()\n", move_statement_into, at_end=True)
        == "for t in y:\n    c()\n    b()\nd()\n"
    )
    assert (
        moved("b()\nwhile t:\n    c()\n    break\n", move_statement_into, at_end=True)
        == "while t:\n    c()\n    b()\n    break\n"
    )


WRAPPED = {
    "lines": (
        "a()\n# why\nb()\n\nc(\n  1)\nd()\n",
        "a()\nwith w:\n    # why\n    b()\n\n    c(\n      1)\nd()\n",
    ),
    "strings": ("b('''\nx''')\nc()\n", "with w:\n    b('''\nx''')\n    c()\n"),
    "one-line suite": ("if x: b(); c()  # d\n", "if x:\n    with w:\n        b(); c()  # d\n"),
    "part of a line": ("a(); b(); c()\n", "a(); b(); c()\n"),
    "one line": ("b(); c()\n", "with w:\n    b(); c()\n"),
    "crlf and tabs": ("if x:\r\n\tb()\r\n\tc()\r\n", "if x:\r\n\twith w:\r\n\t\tb()\r\n\t\tc()\r\n"),
}


@pytest.mark.parametrize("case", WRAPPED)
def test_wrap(case: str) -> None:
    source, wanted = WRAPPED[case]
    document = Document.from_text(source, "t.py")
    edits = wrap_statements(document, call_of(document, "b"), call_of(document, "c"), "with w:")
    assert apply_edits(source, edits) == wanted
    ast.parse(wanted)


def test_overlapping_edits_are_refused() -> None:
    document = Document.from_text("a()\nb()\n", "t.py")
    statement = document.tree.body[0]
    with pytest.raises(ValueError, match="line 1"):
        apply_edits(document.text, [*delete_statement(document, statement)] * 2)
