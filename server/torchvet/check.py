"""Checks one document: the one entry for the command line and the language server."""

from __future__ import annotations

import gc
import logging
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace

from torchvet.configuration import Configuration
from torchvet.finding import Finding, Severity
from torchvet.interpret.interpreter import execute
from torchvet.interpret.trace import Trace
from torchvet.project import Project
from torchvet.rules import all_rules
from torchvet.rules.rule import Rule
from torchvet.rules.unused_suppression import UnusedSuppressionRule, unused_suppression_findings
from torchvet.source.document import Document
from torchvet.source.suppression import apply_suppressions, is_skipped

LOG = logging.getLogger(__name__)


def check(document: Document, project: Project) -> list[Finding]:
    """All findings of a document.

    Args:
        document: the document.
        project: the workspace that it stands in, with its configuration.

    Returns:
        The findings that the configuration selects and no comment suppresses, in the order of the text.
        Findings are in the document itself; their related places may be in others.
    """
    with _uncollected():
        return _checked(document, project)


@contextmanager
def _uncollected() -> Generator[None]:
    """Holds the garbage collector back: it would look again and again at a trace that is all in use."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _checked(document: Document, project: Project) -> list[Finding]:
    configuration = project.configuration
    rules = [rule for rule in all_rules() if configuration.is_enabled(rule.code, document.filename)]
    if is_skipped(document):
        return []
    found = _findings(document, project, rules) if document.mentions_torch else []
    not_run = {rule.code for rule in all_rules()} - {rule.code for rule in rules}
    kept, unused = apply_suppressions(document, found, not_run)
    if UnusedSuppressionRule.code not in not_run:
        kept += unused_suppression_findings(document, unused)
    return sorted(_with_severities(kept, configuration), key=lambda finding: (finding.range, finding.code))


def _findings(document: Document, project: Project, rules: list[Rule]) -> list[Finding]:
    try:
        trace = execute(document, project)
    except Exception:
        # A mistake of ours in one file must not take the other files' findings with it.
        LOG.exception("%s: the analysis failed; the file is left out", document.filename)
        return []
    if trace.incomplete:
        LOG.info("%s: %s; what was seen until then was checked", document.filename, trace.incomplete)
    found = [
        finding
        for rule in rules
        for finding in _findings_of(rule, trace)
        if not _is_half_typed(document, finding)
    ]
    return [finding for finding in _each_once(found) if finding.filename == document.filename]


def _is_half_typed(document: Document, finding: Finding) -> bool:
    """Whether a finding stands where the text doesn't parse yet: what it says may be about to be typed."""
    lines = range(finding.range.start.line, finding.range.end.line + 1)
    return not document.mended_lines.isdisjoint(lines)


def _findings_of(rule: Rule, trace: Trace) -> list[Finding]:
    try:
        return list(rule.check(trace))
    except Exception:
        LOG.exception("%s: rule %s failed; the others ran", trace.document.filename, rule.code)
        return []


def _each_once(findings: Iterable[Finding]) -> Iterable[Finding]:
    """Of several findings of one rule at one place the gravest, the first of these."""
    best: dict[tuple[str, str, object], Finding] = {}
    for finding in findings:
        key = (finding.filename, finding.code, finding.range)
        known = best.get(key)
        if known is None or finding.severity > known.severity:
            best[key] = finding
    return best.values()


def _with_severities(findings: Iterable[Finding], configuration: Configuration) -> list[Finding]:
    """Findings with the configured severities; what is only likely stays a hint."""
    if not configuration.severity:
        return list(findings)
    defaults = {rule.code: rule.severity for rule in all_rules()}
    return [
        replace(finding, severity=configuration.severity_of(finding.code, finding.severity))
        if finding.severity is defaults.get(finding.code, Severity.WARNING)
        else finding
        for finding in findings
    ]
