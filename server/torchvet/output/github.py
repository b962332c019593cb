"""Findings as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from torchvet.finding import Finding, Severity
from torchvet.output.places import Sources, shown_name

COMMANDS = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def github(findings: Iterable[Finding], sources: Sources) -> Iterator[str]:
    """The workflow commands that annotate the places of findings.

    Args:
        findings: the findings.
        sources: the documents that they are about.
    """
    for finding in findings:
        told = sources.tell(finding.filename, finding.range)
        name = shown_name(finding.filename).replace("\\", "/")
        properties = {
            "title": f"torchvet ({finding.code})",
            "file": name,
            "line": str(told.row),
            "col": str(told.column),
            "endLine": str(told.end_row),
            "endColumn": str(told.end_column),
        }
        listed = ",".join(f"{key}={_escaped(value, ':,')}" for key, value in properties.items())
        cell = "" if told.cell is None else f"cell {told.cell}:"
        message = f"{name}:{cell}{told.row}:{told.column}: {finding.code} {finding.message}"
        yield f"::{COMMANDS[finding.severity]} {listed}::{_escaped(message)}"


def _escaped(text: str, others: str = "") -> str:
    """A text in which nothing ends the command or one of its properties."""
    for character in ("%", "\r", "\n", *others):
        text = text.replace(character, f"%{ord(character):02X}")
    return text
