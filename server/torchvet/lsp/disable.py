"""The edit that disables a rule on a line."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from torchvet.finding import Edit, Finding
from torchvet.source.comments import STRING_OR_COMMENT
from torchvet.source.document import Document
from torchvet.source.position import Position, Range
from torchvet.source.suppression import OWN_CODE, Suppression, lines_of_header, statement_around


class Disabling:
    """Writes comments that suppress findings of a document.

    Args:
        document: the document; its findings are those of this text.
    """

    def __init__(self, document: Document) -> None:
        self._document = document

    def edit_for(self, finding: Finding) -> Edit | None:
        """The edit that suppresses a finding, on the reported line if that can take a comment.

        A comment that suppresses other rules there gets one code more. None where no line can take one:
        inside a string of several lines, or after a backslash.
        """
        if finding.code == OWN_CODE or finding.filename != self._document.filename:
            return None
        for line in self._lines_that_count(finding):
            own = self._own_suppressions.get(line)
            if own is not None and own.codes is not None:
                return self._with_another_code(own, finding.code)
            if self._takes_comment(line):
                return self._with_comment(line, finding.code)
        return None

    def _lines_that_count(self, finding: Finding) -> Iterator[int]:
        """The lines on which a comment suppresses a finding, the best one first."""
        start, end = finding.range.start, finding.range.end
        yield start.line
        statement = statement_around(self._document.tree.body, start, self._document)
        if statement is not None:
            first, last = lines_of_header(statement, self._document)
            yield from (end.line, first, last) if end.line <= last else (first, last)

    @cached_property
    def _own_suppressions(self) -> dict[int, Suppression]:
        own = [each for each in self._document.suppressions if each.is_own]
        return {each.range.start.line: each for each in own}

    @cached_property
    def _lines_inside_strings(self) -> frozenset[int]:
        """The lines whose end is inside a string."""
        inside: set[int] = set()
        for match in STRING_OR_COMMENT.finditer(self._document.code):
            if match.group("comment") is None:
                first = self._document.position_at(match.start()).line
                inside.update(range(first, self._document.position_at(match.end()).line))
        return frozenset(inside)

    @cached_property
    def _lines_with_comments(self) -> frozenset[int]:
        return frozenset(comment.range.start.line for comment in self._document.comments)

    def _takes_comment(self, line: int) -> bool:
        if line in self._lines_inside_strings:
            return False
        return line in self._lines_with_comments or not self._document.lines[line].endswith("\\")

    def _with_another_code(self, suppression: Suppression, code: str) -> Edit:
        """Adds a code behind the last one of a comment."""
        if suppression.codes:
            place, content = suppression.codes[-1][1].end, f", {code}"
        else:
            end = suppression.range.end
            place, content = Position(end.line, end.column - 1), code
        return Edit(self._document.filename, Range(place, place), content)

    def _with_comment(self, line: int, code: str) -> Edit:
        """Writes a comment at a line's end, in place of the white space there."""
        text = self._document.lines[line]
        place = Range(Position(line, len(text.rstrip())), Position(line, len(text)))
        return Edit(self._document.filename, place, f"  # torchvet: ignore[{code}]")
