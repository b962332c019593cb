"""Whatever the layout: the result parses, differs only as intended, and no comment is lost."""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Callable, Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

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
    wrap_statements,
)
from torchvet.source.document import Document

NEW = "new()"
BLOCK = "if new:\n    go()"
HEADERS = ("for i in y:", "while x:", "if x:", "with w:", "def f():", "class C:", "async def g():")
SIMPLE = ("a()", "a = [1,\n2]", 'a = """x\n # no\n"""', "a = 1 + \\\n 2", "global v", "'ä𝔘'", "pass", "a; a")


@st.composite
def suites(draw: st.DrawFn, depth: int, indentation: str) -> list[str]:
    """Lines of a suite, each with its own layout."""
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        if draw(st.booleans()):
            lines.append(indentation + f"# above {len(lines)}")
        if draw(st.integers(0, 4)) == 0:
            lines.append("")
        kind = draw(st.integers(0, 5)) if depth else 0
        lines += draw(compounds(depth - 1, indentation)) if kind > 2 else [draw(simple_lines(indentation))]
    return lines


@st.composite
def simple_lines(draw: st.DrawFn, indentation: str) -> str:
    statements = draw(st.lists(st.sampled_from(SIMPLE), min_size=1, max_size=3))
    separator = draw(st.sampled_from(["; ", ";", " ; \\\n  "]))
    end = draw(st.sampled_from(["", ";", "  # end", ";  # end"]))
    return indentation + separator.join(statements) + end


@st.composite
def compounds(draw: st.DrawFn, depth: int, indentation: str) -> list[str]:
    header = draw(st.sampled_from(HEADERS))
    if draw(st.integers(0, 2)) == 0:
        return [f"{indentation}{header} {draw(simple_lines(''))}"]
    unit = draw(st.sampled_from(["    ", "\t", "  "]))
    lines = [indentation + header + draw(st.sampled_from(["", "  # head"]))]
    lines += draw(suites(depth, indentation + unit))
    if draw(st.booleans()):
        lines.append(f"{indentation}{unit}# below")
    if header == "if x:" and draw(st.booleans()):
        lines.append(indentation + draw(st.sampled_from(["else:", "elif y:"])))
        lines += draw(suites(depth, indentation + unit))
    return lines


@st.composite
def programs(draw: st.DrawFn) -> str:
    """A program's text."""
    newline = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    text = "\n".join(draw(suites(2, "")))
    return text.replace("\n", newline) + draw(st.sampled_from(["", newline]))


def statements_of(tree: ast.AST) -> list[ast.stmt]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.stmt)]


def suite_of(tree: ast.AST, statement: ast.stmt) -> list[ast.stmt]:
    for node in ast.walk(tree):
        for field in ("body", "orelse"):
            suite = getattr(node, field, None)
            if isinstance(suite, list) and any(each is statement for each in suite):
                return suite
    raise AssertionError


def is_elif(tree: ast.AST, statement: ast.stmt) -> bool:
    owners = [node for node in ast.walk(tree) if isinstance(node, ast.If) and node.orelse[:1] == [statement]]
    return isinstance(statement, ast.If) and any(owner.col_offset == statement.col_offset for owner in owners)


def comments_of(text: str) -> Counter[str]:
    return Counter(comment.text.strip() for comment in Document.from_text(text, "t.py").comments)


def put(suite: list[ast.stmt], at: int, text: str) -> None:
    suite[at:at] = ast.parse(text).body


def take(tree: ast.AST, statement: ast.stmt) -> None:
    suite = suite_of(tree, statement)
    number = next(i for i, each in enumerate(suite) if each is statement)
    alone = len(suite) == 1 and suite is not getattr(tree, "body", None)
    suite[number : number + 1] = [ast.Pass()] if alone else []


def check(text: str, edits: tuple[Edit, ...], wanted: ast.AST, lost: int = 0) -> None:
    result = apply_edits(text, edits)
    assert ast.dump(ast.parse(result)) == ast.dump(wanted), result
    assert sum((comments_of(text) - comments_of(result)).values()) <= lost, result


def both(text: str, data: st.DataObject) -> tuple[Document, ast.stmt, ast.Module, ast.stmt]:
    """A document with one of its statements, and a second tree with the same one."""
    document, twin = Document.from_text(text, "t.py"), ast.parse(text)
    number = data.draw(st.integers(0, len(statements_of(twin)) - 1))
    return document, statements_of(document.tree)[number], twin, statements_of(twin)[number]


@settings(max_examples=150, deadline=None)
@given(programs(), st.data(), st.sampled_from([NEW, BLOCK]))
def test_insertions(text: str, data: st.DataObject, new: str) -> None:
    document, statement, twin, same = both(text, data)
    if is_elif(twin, same):
        return
    for how, offset in ((insert_statement_before, 0), (insert_statement_after, 1)):
        wanted = copy.deepcopy(twin)
        number = statements_of(twin).index(same)
        target = statements_of(wanted)[number]
        suite = suite_of(wanted, target)
        put(suite, next(i for i, each in enumerate(suite) if each is target) + offset, new)
        check(text, how(document, statement, new), wanted)


@settings(max_examples=100, deadline=None)
@given(programs(), st.data(), st.booleans())
def test_insertions_into_bodies(text: str, data: st.DataObject, at_end: bool) -> None:
    document, statement, twin, same = both(text, data)
    body = getattr(same, "body", None)
    if not isinstance(body, list):
        return
    owner = isinstance(same, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    documented = owner and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    put(body, len(body) if at_end else int(documented), NEW)
    how = insert_at_end_of_body if at_end else insert_at_start_of_body
    check(text, how(document, statement, NEW), twin)


@settings(max_examples=150, deadline=None)
@given(programs(), st.data())
def test_deletions(text: str, data: st.DataObject) -> None:
    document, statement, twin, same = both(text, data)
    inside = sum(comments_of(document.text_of(statement)).values())
    if not is_elif(twin, same):
        take(twin, same)
        check(text, delete_statement(document, statement), twin, lost=1 + inside)


def pairs(document: Document, statement: ast.stmt) -> Iterator[int]:
    """The numbers of statements that are not inside another one."""
    inside = set(map(id, ast.walk(statement)))
    for number, other in enumerate(statements_of(document.tree)):
        if id(other) not in inside and not is_elif(document.tree, other):
            yield number


def holds(outer: ast.stmt, inner: ast.stmt) -> bool:
    return any(node is inner for node in ast.walk(outer))


@settings(max_examples=200, deadline=None)
@given(programs(), st.data(), st.booleans())
def test_moves(text: str, data: st.DataObject, after: bool) -> None:
    document, statement, twin, same = both(text, data)
    targets = list(pairs(document, statement))
    if is_elif(twin, same) or not targets:
        return
    number = data.draw(st.sampled_from(targets))
    target, there = statements_of(document.tree)[number], statements_of(twin)[number]
    how: Callable[..., tuple[Edit, ...]] = move_statement_after if after else move_statement_before
    edits = how(document, statement, target)
    if not edits:
        return
    marker = ast.Pass()
    suite = suite_of(twin, there)
    suite.insert(next(i for i, each in enumerate(suite) if each is there) + after, marker)
    take(twin, same)
    suite[next(i for i, each in enumerate(suite) if each is marker)] = same
    check(text, edits, twin)


@settings(max_examples=100, deadline=None)
@given(programs(), st.data())
def test_wrapping(text: str, data: st.DataObject) -> None:
    document, statement, twin, same = both(text, data)
    edits = wrap_statements(document, statement, statement, "with w:")
    if edits:
        suite = suite_of(twin, same)
        number = next(i for i, each in enumerate(suite) if each is same)
        header = ast.parse("with w: x").body[0]
        suite[number] = header
        header.body = [same]  # type: ignore[attr-defined]
        check(text, edits, twin)
