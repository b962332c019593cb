"""Findings as plain lists, to keep them on disk."""

from __future__ import annotations

from typing import Any

from torchvet.finding import Applicability, Edit, Finding, Fix, RelatedPlace, Severity
from torchvet.source.position import Position, Range

Plain = list[Any]


def to_plain(finding: Finding) -> Plain:
    """A finding as lists, texts and numbers."""
    return [
        finding.code,
        finding.name,
        int(finding.severity),
        finding.message,
        finding.filename,
        _range(finding.range),
        [[each.message, each.filename, _range(each.range)] for each in finding.related],
        [_fix(each) for each in (finding.fix,) if each],
        [_fix(each) for each in finding.alternatives],
    ]


def from_plain(plain: Plain) -> Finding:
    """The finding that ``to_plain`` made lists of.

    Raises:
        ValueError, TypeError, IndexError: the lists are something else.
    """
    code, name, severity, message, filename, stretch, related, fixes, alternatives = plain
    return Finding(
        code=code,
        name=name,
        severity=Severity(severity),
        message=message,
        filename=filename,
        range=_to_range(stretch),
        related=tuple(RelatedPlace(text, file, _to_range(place)) for text, file, place in related),
        fix=_to_fix(fixes[0]) if fixes else None,
        alternatives=tuple(map(_to_fix, alternatives)),
    )


def _range(stretch: Range) -> Plain:
    return [stretch.start.line, stretch.start.column, stretch.end.line, stretch.end.column]


def _to_range(plain: Plain) -> Range:
    line, column, end_line, end_column = plain
    return Range(Position(line, column), Position(end_line, end_column))


def _fix(fix: Fix) -> Plain:
    edits = [[edit.filename, _range(edit.range), edit.content] for edit in fix.edits]
    return [fix.message, fix.applicability.value, edits, list(fix.unbinds)]


def _to_fix(plain: Plain) -> Fix:
    message, applicability, edits, unbinds = plain
    changes = (Edit(filename, _to_range(place), content) for filename, place, content in edits)
    return Fix(message, Applicability(applicability), tuple(changes), tuple(map(str, unbinds)))
