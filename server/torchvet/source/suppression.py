"""Comments that silence findings: ``torchvet: ignore[TV301]``, ``noqa: TV301``, ``torchvet: skip-file``."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from torchvet.finding import Finding
from torchvet.source.comments import Comment
from torchvet.source.position import Position, Range

if TYPE_CHECKING:
    from torchvet.source.document import Document

IGNORE = re.compile(r"#\s*torchvet\s*:\s*ignore(?![\w-])(?:\s*\[(?P<codes>[^\]#]*)\])?", re.IGNORECASE)
NOQA = re.compile(
    r"#\s*noqa(?![\w-])(?:\s*:\s*(?P<codes>[A-Z]+\d+(?:(?:\s*,\s*|\s+)[A-Z]+\d+)*))?", re.IGNORECASE
)
SKIP_FILE = re.compile(r"#\s*torchvet\s*:\s*skip-file(?![\w-])", re.IGNORECASE)
CODE = re.compile(r"[^\s,]+")

TOP = 10
"""The lines from a file's beginning in which a ``skip-file`` counts, besides those before its first code."""

OWN_CODE = "TV001"
"""The rule that reports the suppressions that suppress nothing."""


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences findings on its line.

    Args:
        range: from the ``#`` to the end of the codes.
        comment: the whole comment that it stands in.
        codes: the codes or prefixes with their places; None where it silences every rule.
        is_own: whether it is torchvet's own comment, and not a ``noqa`` that other tools read too.
    """

    range: Range
    comment: Comment
    codes: tuple[tuple[str, Range], ...] | None
    is_own: bool

    def covers(self, code: str) -> bool:
        """Whether it names a rule, or all of them."""
        return self.codes is None or any(code.startswith(prefix) for prefix, _ in self.codes)


@dataclass(frozen=True, slots=True)
class UnusedSuppression:
    """A suppression, or some of its codes, that suppress nothing.

    Args:
        suppression: the comment.
        codes: the codes that suppress nothing; None where it names none.
    """

    suppression: Suppression
    codes: tuple[tuple[str, Range], ...] | None

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the suppression is of use."""
        return self.codes == self.suppression.codes


@dataclass(slots=True)
class _Use:
    """What a suppression has silenced so far."""

    anything: bool = False
    prefixes: set[str] = field(default_factory=set[str])

    def note(self, suppression: Suppression, code: str) -> None:
        """Notes that the suppression has silenced a finding of a rule."""
        self.anything = True
        self.prefixes.update(prefix for prefix, _ in suppression.codes or () if code.startswith(prefix))


def suppressions_of(document: Document) -> list[Suppression]:
    """The suppressions of a document, in order."""
    if "torchvet" not in document.text.lower() and "noqa" not in document.text.lower():
        return []
    return [found for comment in document.comments for found in _in_comment(comment)]


def is_skipped(document: Document) -> bool:
    """Whether a comment near the top says to leave the whole file alone."""
    if "skip-file" not in document.text.lower():
        return False
    marks = (comment.range.start.line for comment in document.comments if SKIP_FILE.match(comment.text))
    line = next(marks, None)
    return line is not None and (line < TOP or line < _first_code(document))


def apply_suppressions(
    document: Document, findings: Iterable[Finding], not_run: Collection[str] = ()
) -> tuple[list[Finding], list[UnusedSuppression]]:
    """Takes out the findings that comments silence.

    Args:
        document: the document that the findings are about.
        findings: the findings of all rules that ran.
        not_run: the codes of the rules that exist and did not run; what is silenced of them is not known.

    Returns:
        The findings that stay, in their order, and what suppresses nothing.
    """
    if is_skipped(document):
        return [], []
    suppressions = suppressions_of(document)
    if not suppressions:
        return list(findings), []
    uses = {suppression: _Use() for suppression in suppressions}
    by_line: dict[int, list[Suppression]] = {}
    for suppression in suppressions:
        by_line.setdefault(suppression.range.start.line, []).append(suppression)
    kept = [finding for finding in findings if not _is_silenced(document, finding, by_line, uses)]
    own = [suppression for suppression in suppressions if suppression.is_own]
    unused = [found for each in own if (found := _unused(each, uses[each], not_run))]
    return kept, unused


def _in_comment(comment: Comment) -> Iterator[Suppression]:
    for pattern in (IGNORE, NOQA):
        for match in pattern.finditer(comment.text):
            codes = match.group("codes")
            yield Suppression(
                _inside(comment, *match.span()),
                comment,
                None if codes is None else tuple(_codes(comment, *match.span("codes"))),
                is_own=pattern is IGNORE,
            )


def _codes(comment: Comment, start: int, end: int) -> Iterator[tuple[str, Range]]:
    for match in CODE.finditer(comment.text, start, end):
        yield match.group().upper(), _inside(comment, *match.span())


def _inside(comment: Comment, start: int, end: int) -> Range:
    """The range of a part of a comment's text."""
    line, column = comment.range.start.line, comment.range.start.column
    return Range(Position(line, column + start), Position(line, column + end))


def _first_code(document: Document) -> int:
    """The line of the first statement that is no docstring."""
    body = document.tree.body
    if body and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    return document.range_of(body[0]).start.line if body else len(document.lines)


# --- which line silences what -------------------------------------------------------------


def _is_silenced(
    document: Document,
    finding: Finding,
    by_line: dict[int, list[Suppression]],
    uses: dict[Suppression, _Use],
) -> bool:
    """Whether a suppression silences a finding; notes the use of each that does."""
    if finding.filename != document.filename:
        return False
    silenced = False
    for line in _lines_of(document, finding):
        for suppression in by_line.get(line, ()):
            if suppression.covers(finding.code):
                silenced = True
                uses[suppression].note(suppression, finding.code)
    return silenced


def _lines_of(document: Document, finding: Finding) -> set[int]:
    """The lines on which a comment silences a finding.

    These are the first and the last line of what is underlined and of the statement that holds it; of a
    statement with a block only the lines up to the block count.
    """
    start = finding.range.start
    lines = {start.line}
    statement = statement_around(document.tree.body, start, document)
    if statement is None:
        return lines
    first, last = lines_of_header(statement, document)
    lines |= {first, last}
    if finding.range.end.line <= last:
        lines.add(finding.range.end.line)
    return lines


def statement_around(statements: list[ast.stmt], position: Position, document: Document) -> ast.stmt | None:
    """The innermost statement that holds a position."""
    found: ast.stmt | None = None
    while statements:
        around = [each for each in statements if _holds(document, each, position)]
        if not around:
            break
        found = around[-1]
        statements = list(_inner_statements(found))
    return found


def lines_of_header(statement: ast.stmt, document: Document) -> tuple[int, int]:
    """The first line of a statement and its last one before its block, if it has one."""
    place = document.range_of(statement)
    inner = [document.range_of(each).start.line for each in _inner_statements(statement)]
    last = max(place.start.line, min(inner) - 1) if inner else place.end.line
    return place.start.line, last


def _holds(document: Document, statement: ast.stmt, position: Position) -> bool:
    place = document.range_of(statement)
    return place.start <= position < place.end


def _inner_statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements of a statement's blocks."""
    for block in ("body", "orelse", "finalbody"):
        yield from getattr(statement, block, ())
    for part in (*getattr(statement, "handlers", ()), *getattr(statement, "cases", ())):
        yield from part.body


# --- what is of no use --------------------------------------------------------------------


def _unused(suppression: Suppression, use: _Use, not_run: Collection[str]) -> UnusedSuppression | None:
    """What of a suppression suppresses nothing, as far as the rules that ran can tell."""
    if suppression.codes is None:
        return None if use.anything or not_run else UnusedSuppression(suppression, None)
    unused = tuple(
        (prefix, place)
        for prefix, place in suppression.codes
        if prefix not in use.prefixes
        and prefix != OWN_CODE
        and not any(code.startswith(prefix) for code in not_run)
    )
    return UnusedSuppression(suppression, unused) if unused or not suppression.codes else None
