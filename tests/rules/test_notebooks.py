"""Each bad case as a notebook: the same is found, and fixes write into their cells and nowhere else."""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.rules.cases import Case, applicable, cases, find, todo
from torchvet.check import check
from torchvet.finding import Edit, Finding
from torchvet.fixes import apply_edits
from torchvet.project import Project
from torchvet.source.document import Document

BAD = [case for case in cases() if case.is_bad and case.path.suffix == ".py" and case.name not in todo()]
OUTPUTS = [{"output_type": "execute_result", "data": {"text/plain": ["1e-07 é"]}, "metadata": {"x": 0.10}}]

INDENTS = (None, 1, 4)


def cell(source: list[str] | str, kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source} | (
        {"outputs": OUTPUTS, "execution_count": 3} if kind == "code" else {}
    )


def sources(text: str, statements: int) -> Iterator[str]:
    """A program in pieces of so many statements."""
    tree, lines = ast.parse(text), text.splitlines(keepends=True)
    starts = [min([each.lineno, *_decorators(each)]) - 1 for each in tree.body]
    cuts = sorted({0, *starts[::statements][1:], len(lines)})
    for begin, end in pairwise(cuts):
        yield "".join(lines[begin:end]).rstrip("\n")


def _decorators(statement: ast.stmt) -> list[int]:
    return [each.lineno for each in getattr(statement, "decorator_list", [])]


def notebook(text: str, number: int) -> str:
    """A program as a notebook's JSON, in one of many manners."""
    cells = [cell("# A title", "markdown"), cell(["%matplotlib inline\n", "!pip install torch"])]
    for source in sources(text, 1 + number % 3):
        magic = "%%time\n" if number % 4 == 0 and not source.startswith(("from __future__", "#")) else ""
        written = f"{magic}{source}" if number % 2 else f"{magic}{source}".splitlines(keepends=True)
        cells += [cell(written), cell("and *then*", "markdown")]
    content = {"cells": cells, "metadata": {"language_info": {"name": "python"}}, "nbformat": 4}
    return json.dumps(content, indent=INDENTS[number % len(INDENTS)], ensure_ascii=bool(number % 5)) + "\n"


def statements_of(document: Document) -> str:
    """The tree of a notebook's program, without what stands for magics."""
    body = [each for each in document.tree.body if not isinstance(each, ast.Pass)]
    return ast.dump(ast.Module([each for each in body if ast.dump(each) != ZERO], []))


ZERO = ast.dump(ast.Expr(ast.Constant(0)))


def parses(case: Case) -> bool:
    try:
        ast.parse(case.texts[case.path])
    except SyntaxError:
        return False
    return "\r" not in case.texts[case.path]


@pytest.mark.parametrize(
    ("case", "number"),
    [pytest.param(case, number, id=case.name) for number, case in enumerate(filter(parses, BAD))],
)
def test_a_case_as_a_notebook(case: Case, number: int) -> None:
    text = case.texts[case.path]
    document = Document.from_bytes(notebook(text, number).encode(), "/tmp/case.ipynb")
    wanted, found = case.regarded(find(text, case.path)), case.regarded(check(document, Project()))
    assert Counter(map(meaning, found)) == Counter(map(meaning, wanted))
    for one, other in zip(wanted, found, strict=True):
        assert document.cell_at(other.range.start.line) is not None
        first, second = applicable(one), applicable(other)
        assert (first is None) == (second is None)
        if first is None or second is None:
            continue
        changed = document.edited(second.edits)
        if first.message == second.message:
            assert statements_of(changed) == ast.dump(ast.parse(apply_edits(text, first.edits)))
        check_file(document, changed, second.edits, INDENTS[number % len(INDENTS)])
        left = codes(case.regarded(check(changed, Project())))
        assert left[other.code] < codes(found)[other.code]
        assert not left - codes(found)


def check_file(before: Document, after: Document, edits: tuple[Edit, ...], indent: int | None) -> None:
    """Only the sources of the cells that were edited are other ones, and the file is written as it was."""
    places = [before.cell_at(edit.range.start.line) for edit in edits]
    numbers = {place[0] for place in places if place is not None}
    old, new = json.loads(before.file_text), json.loads(after.file_text)
    again = json.dumps(new, indent=indent, ensure_ascii=before.file_text.isascii())
    assert after.file_text == again + "\n"
    for number, cells in enumerate(zip(old["cells"], new["cells"], strict=True), 1):
        if number in numbers:
            assert type(cells[0].pop("source")) is type(cells[1].pop("source"))
        assert cells[0] == cells[1]


def meaning(finding: Finding) -> tuple[str, str]:
    return finding.code, finding.message


def codes(findings: list[Finding]) -> Counter[str]:
    return Counter(each.code for each in findings)
