from __future__ import annotations

import pytest

from torchvet.finding import Finding, Severity
from torchvet.rules.unused_suppression import unused_suppression_findings
from torchvet.source.document import Document
from torchvet.source.position import Position, Range
from torchvet.source.suppression import apply_suppressions


def finding_at(document: Document, text: str, code: str = "TV301", occurrence: int = 0) -> Finding:
    start = -1
    for _ in range(occurrence + 1):
        start = document.text.index(text, start + 1)
    place = Range(document.position_at(start), document.position_at(start + len(text)))
    return Finding(code, "some-rule", Severity.WARNING, "message", document.filename, place)


def remaining(text: str, marked: str, code: str = "TV301") -> list[Finding]:
    document = Document.from_text(text, "a.py")
    kept, _ = apply_suppressions(document, [finding_at(document, marked, code)])
    return kept


@pytest.mark.parametrize(
    "comment",
    [
        "# torchvet: ignore[TV301]",
        "# torchvet: ignore[TV301] the gradients of two batches are wanted",
        "# torchvet: ignore[TV3]",
        "# torchvet: ignore[TV401, TV301]",
        "# torchvet: ignore [tv301]",
        "#torchvet:ignore[TV301]",
        "# torchvet: ignore",
        "# noqa",
        "# noqa: TV301",
        "# noqa:E501,TV301",
        "# NOQA: E501 TV301",
        "# type: ignore  # torchvet: ignore[TV301]",
    ],
)
def test_a_comment_on_the_line_silences(comment: str) -> None:
    assert remaining(f"loss.backward()  {comment}\n", "loss.backward()") == []


@pytest.mark.parametrize(
    "comment",
    [
        "# torchvet: ignore[TV401]",
        "# torchvet: ignored",
        "# torchvet: ignore-not",
        "# noqa: E501",
        "# noqa: TV302",
        "# torchvet: ignore[]",
        "# see torchvet: ignore[TV301]",
    ],
)
def test_other_comments_do_not_silence(comment: str) -> None:
    assert len(remaining(f"loss.backward()  {comment}\n", "loss.backward()")) == 1


def test_a_comment_inside_a_string_is_none() -> None:
    assert len(remaining('print(x, "# torchvet: ignore")\n', "x")) == 1


@pytest.mark.parametrize("line", [0, 2, 4])
def test_first_last_and_reported_line_of_a_statement_silence(line: int) -> None:
    rows = ["loss = criterion(", "    first,", "    softmax(x),", "    third,", ")"]
    rows[line] += "  # torchvet: ignore[TV301]"
    assert remaining("\n".join(rows) + "\n", "softmax(x)") == []


@pytest.mark.parametrize("line", [1, 3])
def test_other_lines_of_a_statement_do_not_silence(line: int) -> None:
    rows = ["loss = criterion(", "    first,", "    softmax(x),", "    third,", ")"]
    rows[line] += "  # torchvet: ignore[TV301]"
    assert len(remaining("\n".join(rows) + "\n", "softmax(x)")) == 1


def test_a_loop_is_silenced_on_its_header_only() -> None:
    header = "for x in y:  # torchvet: ignore\n    f(x)\n    g(x)\n"
    inside = "for x in y:\n    f(x)\n    g(x)  # torchvet: ignore\n"
    assert remaining(header, "for x in y:") == []
    document = Document.from_text(inside, "a.py")
    whole = Range(Position(0, 0), Position(2, 8))
    finding = Finding("TV101", "n", Severity.HINT, "m", "a.py", whole)
    assert apply_suppressions(document, [finding])[0] == [finding]


def test_a_comment_in_text_that_does_not_parse_silences() -> None:
    assert remaining("def f(:\n  x = = 3\nloss.backward()  # torchvet: ignore\n", "loss.backward()") == []


def test_findings_in_other_files_stay() -> None:
    document = Document.from_text("x  # torchvet: ignore\n", "a.py")
    other = Finding("TV301", "n", Severity.WARNING, "m", "b.py", Range(Position(0, 0), Position(0, 1)))
    assert apply_suppressions(document, [other])[0] == [other]


@pytest.mark.parametrize(
    ("text", "is_skipped"),
    [
        ("# torchvet: skip-file\nx\n", True),
        ('#!/usr/bin/python\n"""Doc."""\n# torchvet: skip-file (generated)\nx\n', True),
        ("# licence\n" * 30 + "# torchvet: skip-file\nx\n", True),
        ("y\n" * 30 + "# torchvet: skip-file\nx\n", False),
        ('"# torchvet: skip-file"\nx\n', False),
    ],
)
def test_skip_file(text: str, is_skipped: bool) -> None:
    document = Document.from_text(text, "a.py")
    finding = finding_at(document, "x\n")
    assert apply_suppressions(document, [finding])[0] == ([] if is_skipped else [finding])


# --- suppressions of no use ---------------------------------------------------------------


def unused_in(text: str, *found: tuple[str, str], not_run: tuple[str, ...] = ()) -> list[Finding]:
    document = Document.from_text(text, "a.py")
    findings = [finding_at(document, marked, code) for marked, code in found]
    _, unused = apply_suppressions(document, findings, not_run)
    return unused_suppression_findings(document, unused)


def fixed(text: str, findings: list[Finding]) -> str:
    document = Document.from_text(text, "a.py")
    return document.edited([edit for each in findings if each.fix for edit in each.fix.edits]).text


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("x = 1  # torchvet: ignore[TV301]\n", "x = 1\n"),
        ("x = 1  # torchvet: ignore[TV301] because I say so", "x = 1"),
        ("x = 1  # torchvet: ignore\r\ny\r\n", "x = 1\r\ny\r\n"),
        ("x = 1  # torchvet: ignore[]\n", "x = 1\n"),
        ("x = 1  # torchvet: ignore[TV999]\n", "x = 1\n"),
        ("if x:\n    # torchvet: ignore[TV301]\n    y\n", "if x:\n    y\n"),
        ("x = 1  # torchvet: ignore[TV301] why  # type: ignore\n", "x = 1  # type: ignore\n"),
        ("x = 1  # type: ignore  # torchvet: ignore[TV301]\n", "x = 1  # type: ignore\n"),
        ("x = 'é' # torchvet: ignore[TV301, TV4] é\n", "x = 'é'\n"),
    ],
)
def test_a_suppression_of_no_use_is_removed(text: str, after: str) -> None:
    findings = unused_in(text)
    assert [finding.code for finding in findings] == ["TV001"]
    assert fixed(text, findings) == after


def test_only_the_codes_of_no_use_are_removed() -> None:
    text = "x = 1  # torchvet: ignore[TV401,TV301, TV2] both\n"
    findings = unused_in(text, ("x = 1", "TV301"))
    assert findings[0].message == "This comment suppresses nothing of TV401 and TV2."
    assert fixed(text, findings) == "x = 1  # torchvet: ignore[TV301] both\n"


@pytest.mark.parametrize(
    ("text", "not_run"),
    [
        ("x = 1  # torchvet: ignore[TV301]\n", ("TV301",)),
        ("x = 1  # torchvet: ignore[TV3]\n", ("TV305",)),
        ("x = 1  # torchvet: ignore\n", ("TV305",)),
        ("x = 1  # noqa: TV301\n", ()),
        ("x = 1  # noqa\n", ()),
        ("x = 1  # torchvet: ignore[TV301, TV001]\n", ()),
        ("x = 1  # torchvet: ignore[TV301]  # noqa\n", ()),
    ],
)
def test_what_is_not_reported_as_of_no_use(text: str, not_run: tuple[str, ...]) -> None:
    assert unused_in(text, not_run=not_run) == []


def test_a_used_suppression_is_not_reported() -> None:
    assert unused_in("x = 1  # torchvet: ignore[TV301]\n", ("x = 1", "TV301")) == []
    assert unused_in("x = 1  # torchvet: ignore\n", ("x = 1", "TV301")) == []
