"""Each fix in any layout: it does the same, takes its finding away, makes no new one, and keeps comments."""

from __future__ import annotations

import ast
import re
from collections import Counter

import pytest

from tests.rules.cases import Case, applicable, cases, find, todo
from tests.rules.layouts import LAYOUTS, PLAIN, Layout
from torchvet.finding import Finding
from torchvet.fixes import apply_edits
from torchvet.source.document import Document

LAYOUTS_OF_A_CASE = 3
COMMENT = re.compile(r"# (?:above|over|beside|behind|inside) \d+")
KEPT_COMMENT = re.compile(r"# (?:above|over|beside) \d+")

BAD = [case for case in cases() if case.is_bad and case.path.suffix == ".py" and case.name not in todo()]


def parses(case: Case) -> bool:
    try:
        ast.parse(case.texts[case.path])
    except SyntaxError:
        return False
    return True


def chosen() -> list[object]:
    """Each case in some of the layouts, so that each rule meets all of them."""
    pairs: list[object] = []
    number = 0
    for case in filter(parses, BAD):
        for _ in range(LAYOUTS_OF_A_CASE):
            layout = LAYOUTS[number % len(LAYOUTS)]
            number += 1
            pairs.append(pytest.param(case, layout, id=f"{case.name}: {layout.name}"))
    return pairs


@pytest.mark.parametrize(("case", "layout"), chosen())
def test_a_fix_does_the_same_in_any_layout(case: Case, layout: Layout) -> None:
    tree = ast.parse(case.texts[case.path])
    plain, text = PLAIN.write(tree), layout.write(tree)
    assert layout.unwrapped(ast.parse(text)) == ast.dump(tree)
    wanted, found = regarded(case, plain), regarded(case, text)
    if "def main():" in layout.around and codes(wanted) != codes(found):
        pytest.skip("the program is another one inside of a function")
    assert codes(found) == codes(wanted)
    for one, other in zip(wanted, found, strict=True):
        first, second = applicable(one), applicable(other)
        assert (first is None) == (second is None)
        if first is None or second is None:
            continue
        after = apply_edits(text, second.edits)
        fixed = ast.parse(apply_edits(plain, first.edits))
        if first.message == second.message:
            assert layout.unwrapped(ast.parse(after)) == ast.dump(fixed), after
        left = codes(regarded(case, after))
        assert left[other.code] < codes(found)[other.code], f"{second.message} left the finding: {after}"
        assert not left - codes(found), f"{second.message} made a new finding: {after}"
        check_text(text, after, layout)


def check_text(before: str, after: str, layout: Layout) -> None:
    """No line ends in another way, and no comment is lost that isn't on a line that is taken away."""
    if layout.newline != "\n":
        assert "\n" not in after.replace(layout.newline, "")
    comments = Counter(COMMENT.findall(before)), Counter(COMMENT.findall(after))
    assert not comments[1] - comments[0], f"a comment is doubled: {after}"
    kept = Counter(KEPT_COMMENT.findall(before)) - Counter(KEPT_COMMENT.findall(after))
    assert not kept, f"comments are lost, {kept}: {after}"
    assert Document.from_text(after, "a.py").syntax_problem is None


def regarded(case: Case, text: str) -> list[Finding]:
    """What is found in a text, in an order that doesn't hang on where it stands on a line."""
    found = case.regarded(find(text, case.path))
    return sorted(found, key=lambda finding: finding.code)


def codes(findings: list[Finding]) -> Counter[str]:
    return Counter(each.code for each in findings)
