"""Findings on one line each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from torchvet.finding import Applicability, Finding
from torchvet.output.cells import shown
from torchvet.output.full import COLOURS, where
from torchvet.output.places import Sources
from torchvet.output.style import Style


def concise(findings: Iterable[Finding], sources: Sources, style: Style) -> Iterator[str]:
    """The lines that tell findings shortly; ``[*]`` marks those that ``--fix`` can fix.

    Args:
        findings: the findings.
        sources: the documents that they are about.
        style: colours or none.
    """
    for finding in findings:
        place = where(finding.filename, finding.range, sources, style)
        severity = style(finding.severity.label, COLOURS[finding.severity])
        is_fixable = finding.fix is not None and finding.fix.applicability is Applicability.SAFE
        mark = f" [{style('*', 'cyan')}]" if is_fixable else ""
        message = shown(" ".join(finding.message.split()))[0]
        yield f"{place} {severity} {style(finding.code, 'bold')}{mark} {message}"
