"""Findings as one JSON array, for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from torchvet.finding import Edit, Finding, Fix, RelatedPlace
from torchvet.output.places import STANDARD_INPUT, Sources
from torchvet.rules import rule_for
from torchvet.source.position import Range


def json_array(findings: Iterable[Finding], sources: Sources) -> Iterator[str]:
    """The lines of a JSON array of findings.

    Args:
        findings: the findings.
        sources: the documents that they are about.
    """
    yield json.dumps([_finding(finding, sources) for finding in findings], indent=2)


def absolute(filename: str) -> str:
    """A file's name for programs, which may have another current folder."""
    return filename if filename == STANDARD_INPUT else str(Path(filename).absolute())


def _finding(finding: Finding, sources: Sources) -> dict[str, Any]:
    rule = rule_for(finding.code)
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.label,
        "message": finding.message,
        "filename": absolute(finding.filename),
        "cell": sources.tell(finding.filename, finding.range).cell,
        **_location(finding.filename, finding.range, sources),
        "related": [_related(each, sources) for each in finding.related],
        "fix": _fix(finding.fix, sources) if finding.fix else None,
        "url": rule.url() if rule else None,
    }


def _location(filename: str, stretch: Range, sources: Sources) -> dict[str, Any]:
    told = sources.tell(filename, stretch)
    return {
        "location": {"row": told.row, "column": told.column},
        "end_location": {"row": told.end_row, "column": told.end_column},
    }


def _place(filename: str, stretch: Range, sources: Sources) -> dict[str, Any]:
    """A file and a range in it; the cell is named where there is one."""
    cell = sources.tell(filename, stretch).cell
    return {
        "filename": absolute(filename),
        **({} if cell is None else {"cell": cell}),
        **_location(filename, stretch, sources),
    }


def _related(related: RelatedPlace, sources: Sources) -> dict[str, Any]:
    return {"message": related.message, **_place(related.filename, related.range, sources)}


def _fix(fix: Fix, sources: Sources) -> dict[str, Any]:
    return {
        "message": fix.message,
        "applicability": fix.applicability.value,
        "edits": [_edit(edit, sources) for edit in fix.edits],
    }


def _edit(edit: Edit, sources: Sources) -> dict[str, Any]:
    return {"content": edit.content, **_place(edit.filename, edit.range, sources)}
