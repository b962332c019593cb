"""How a statement is laid out in its text: its lines, indentation, neighbours and comments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from torchvet.fixes.offsets import after_newline, line_end, line_start, newline_before, same_cell, span
from torchvet.source.document import Document

_REST_OF_LINE = re.compile(r"[ \t\f]*(?:;[ \t\f]*)?(?:#[^\r\n]*)?(?=[\r\n]|\Z)")
_BLANK = " \t\f"
_CELL_MARKER = re.compile(r"#\s*(?:%%|<codecell>|<markdowncell>|In\[|region\b|endregion\b|!)")
_SUITES = ("body", "orelse", "finalbody")
DEFAULT_UNIT = "    "


def suites_of(node: ast.AST) -> Iterator[list[ast.stmt]]:
    """The lists of statements that stand directly in a compound node."""
    for field in _SUITES:
        suite = getattr(node, field, None)
        if isinstance(suite, list) and suite and isinstance(suite[0], ast.stmt):
            yield suite


def indentation_unit(document: Document) -> str:
    """One level of indentation as the document writes it: that of its first indented suite."""
    for node in document.nodes:
        if not isinstance(node, ast.stmt):
            continue
        for suite in suites_of(node):
            outer, inner = Layout(document, node), Layout(document, suite[0])
            deeper = inner.indentation.removeprefix(outer.indentation)
            if inner.starts_line and outer.starts_line and deeper:
                return deeper
    return DEFAULT_UNIT


def suite_of(document: Document, statement: ast.stmt) -> list[ast.stmt]:
    """The statements among which one stands, itself included."""
    parent = document.parent_of(statement)
    for suite in suites_of(parent) if parent is not None else ():
        if any(sibling is statement for sibling in suite):
            return suite
    return [statement]


@dataclass(frozen=True)
class Layout:
    """A statement in its document, decorators included.

    Args:
        document: the document.
        statement: one of its statements.
    """

    document: Document
    statement: ast.stmt

    @cached_property
    def start(self) -> int:
        """The offset where it begins, its first decorator's ``@`` if it has one."""
        start = span(self.document, self.statement)[0]
        decorators: list[ast.expr] = getattr(self.statement, "decorator_list", [])
        if not decorators:
            return start
        first = min(span(self.document, decorator)[0] for decorator in decorators)
        return self.text.rfind("@", 0, first)

    @cached_property
    def end(self) -> int:
        """The offset where it ends, without a semicolon or comment."""
        return span(self.document, self.statement)[1]

    @property
    def text(self) -> str:
        """The document's whole text."""
        return self.document.text

    @cached_property
    def line_start(self) -> int:
        """The offset where the line begins on which the statement begins."""
        return line_start(self.text, self.start)

    @cached_property
    def line_end(self) -> int:
        """The offset where the line ends on which the statement ends, before the newline."""
        return line_end(self.text, self.end)

    @cached_property
    def starts_line(self) -> bool:
        """Whether it is the first thing on its logical line."""
        before = self.text[self.line_start : self.start]
        return not before.strip(_BLANK) and not self._continues(self.line_start)

    @cached_property
    def ends_line(self) -> bool:
        """Whether at most a semicolon and a comment follow on its line."""
        return _REST_OF_LINE.match(self.text, self.end) is not None

    @cached_property
    def is_elif(self) -> bool:
        """Whether it is the ``elif`` of another ``if``."""
        return isinstance(self.statement, ast.If) and self.text.startswith("elif", self.start)

    @property
    def has_lines_to_itself(self) -> bool:
        """Whether no other code stands on its lines."""
        return self.starts_line and self.ends_line

    @cached_property
    def indentation(self) -> str:
        """The blanks before it, or before what stands first on its line."""
        line = self.text[self.line_start : self.start]
        return line[: len(line) - len(line.lstrip(_BLANK))].replace("\f", "")

    @cached_property
    def suite(self) -> list[ast.stmt]:
        """The statements among which it stands."""
        return suite_of(self.document, self.statement)

    @cached_property
    def number(self) -> int:
        """Its number in the suite, from 0."""
        return next(i for i, sibling in enumerate(self.suite) if sibling is self.statement)

    @cached_property
    def previous(self) -> Layout | None:
        """The statement before it in the suite."""
        return Layout(self.document, self.suite[self.number - 1]) if self.number else None

    @cached_property
    def next(self) -> Layout | None:
        """The statement after it in the suite."""
        following = self.suite[self.number + 1 : self.number + 2]
        return Layout(self.document, following[0]) if following else None

    @cached_property
    def is_in_one_line_suite(self) -> bool:
        """Whether its suite stands on its header's line (``for x in y: f(x)``)."""
        return not Layout(self.document, self.suite[0]).starts_line

    @cached_property
    def comments_start(self) -> int:
        """Where the own-line comments directly above it begin; ``line_start`` where there are none."""
        start = self.line_start
        while start > 0:
            above = line_start(self.text, start - len(newline_before(self.text, start)))
            comment = self._own_line_comment(above)
            if comment is None or _CELL_MARKER.match(comment) or not self._same_cell(above, start):
                break
            if self.text[above : self.text.index("#", above)].replace("\f", "") != self.indentation:
                break
            start = above
        return start

    @cached_property
    def comments_end(self) -> int:
        """Where its lines end, with the deeper own-line comments that follow a compound statement."""
        end = reached = self.line_end
        compound = any(suites_of(self.statement))
        while compound and reached < len(self.text):
            following = after_newline(self.text, reached)
            reached = line_end(self.text, following)
            if not self._same_cell(self.start, following):
                break
            if self._own_line_comment(following) is None:
                if self.text[following:reached].strip(_BLANK) or following == len(self.text):
                    break
            elif self.text.index("#", following) - following > len(self.indentation):
                end = reached
            else:
                break
        return end

    def _own_line_comment(self, line: int) -> str | None:
        text = self.text[line : line_end(self.text, line)].lstrip(_BLANK)
        if not text.startswith("#"):
            return None
        number = self.document.position_at(line).line
        comments = self.document.comments
        return text if any(comment.range.start.line == number for comment in comments) else None

    def _same_cell(self, first: int, second: int) -> bool:
        return same_cell(self.document, first, second)

    def _continues(self, line: int) -> bool:
        above_end = line - len(newline_before(self.text, line))
        if line == 0 or not self.text.endswith("\\", 0, above_end):
            return False
        number = self.document.position_at(above_end).line
        return all(comment.range.end.line != number for comment in self.document.comments)
