"""Findings as a SARIF 2.1.0 log, for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from torchvet import __version__
from torchvet.finding import Edit, Finding, Fix, Severity
from torchvet.output.json_array import absolute
from torchvet.output.places import STANDARD_INPUT, Sources
from torchvet.rules import Rule, all_rules
from torchvet.source.position import Range

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}


def sarif(findings: Iterable[Finding], sources: Sources) -> Iterator[str]:
    """The lines of a SARIF log with one run.

    Args:
        findings: the findings.
        sources: the documents that they are about.
    """
    rules = all_rules()
    numbers = {rule.code: number for number, rule in enumerate(rules)}
    driver = {
        "name": "torchvet",
        "version": __version__,
        "rules": [_rule(rule) for rule in rules],
    }
    results = [_result(finding, numbers, sources) for finding in findings]
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    yield json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": rule.page(), "markdown": rule.page()},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _result(finding: Finding, numbers: dict[str, int], sources: Sources) -> dict[str, Any]:
    result: dict[str, Any] = {"ruleId": finding.code}
    if finding.code in numbers:
        result["ruleIndex"] = numbers[finding.code]
    result["level"] = LEVELS[finding.severity]
    result["message"] = {"text": finding.message}
    result["locations"] = [_location(finding.filename, finding.range, sources)]
    if finding.related:
        result["relatedLocations"] = [
            {**_location(each.filename, each.range, sources), "message": {"text": each.message}}
            for each in finding.related
        ]
    fixes = [fix for fix in (finding.fix, *finding.alternatives) if fix]
    if fixes and not any(sources.tell(edit.filename, edit.range).cell for fix in fixes for edit in fix.edits):
        result["fixes"] = [_fix(fix, sources) for fix in fixes]
    return result


def _location(filename: str, stretch: Range, sources: Sources) -> dict[str, Any]:
    cell = sources.tell(filename, stretch).cell
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": _artifact(filename),
            "region": _region(filename, stretch, sources),
        }
    }
    if cell is not None:
        location["logicalLocations"] = [{"name": f"cell {cell}", "kind": "module"}]
    return location


def _artifact(filename: str) -> dict[str, str]:
    return {"uri": filename if filename == STANDARD_INPUT else Path(absolute(filename)).as_uri()}


def _region(filename: str, stretch: Range, sources: Sources) -> dict[str, int]:
    told = sources.tell(filename, stretch)
    return {
        "startLine": told.row,
        "startColumn": told.column,
        "endLine": told.end_row,
        "endColumn": told.end_column,
    }


def _fix(fix: Fix, sources: Sources) -> dict[str, Any]:
    by_file = groupby(sorted(fix.edits, key=lambda edit: edit.filename), key=lambda edit: edit.filename)
    return {
        "description": {"text": fix.message},
        "artifactChanges": [
            {
                "artifactLocation": _artifact(filename),
                "replacements": [_replacement(edit, sources) for edit in edits],
            }
            for filename, edits in by_file
        ],
    }


def _replacement(edit: Edit, sources: Sources) -> dict[str, Any]:
    return {
        "deletedRegion": _region(edit.filename, edit.range, sources),
        "insertedContent": {"text": edit.content},
    }
