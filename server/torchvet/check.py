"""Checks one document: the one entry for the command line and the language server."""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace

from torchvet.configuration import Configuration
from torchvet.finding import Finding, Severity
from torchvet.interpret.interpreter import execute
from torchvet.interpret.trace import Trace
from torchvet.project import Project, Shown
from torchvet.rules import all_rules
from torchvet.rules.reading.loops import header_of, loops_with_steps
from torchvet.rules.rule import Rule
from torchvet.rules.unused_suppression import UnusedSuppressionRule, unused_suppression_findings
from torchvet.source.document import Document
from torchvet.source.position import Range
from torchvet.source.suppression import apply_suppressions, is_skipped

LOG = logging.getLogger(__name__)

SECONDS_FOR_PROGRAMS = 0.5
"""After so long no more scripts are executed for a module that somebody is typing in."""


def check(document: Document, project: Project) -> list[Finding]:
    """All findings of a document.

    Args:
        document: the document.
        project: the workspace that it stands in, with its configuration.

    Returns:
        The findings that the configuration selects and no comment suppresses, in the order of the text.
        Findings are in the document itself; their related places may be in others.
    """
    with _uncollected(), project.checking(document):
        return _checked(document, project)


def training_loops_in(document: Document, project: Project) -> list[tuple[Range, str]]:
    """The loops that train a model in a document that was checked, and of each the script that runs it.

    Nothing is executed for it: where the check has not shown a loop, none is named.
    """
    known = project.shown_by(document)
    if known is None:
        return []
    scripts = dict.fromkeys(known.loops, document.filename)
    for program in project.programs_with(document):
        shown = project.shown_by(program)
        scripts |= dict.fromkeys(shown.run - known.run if shown is not None else (), program.filename)
    return sorted((place, script) for (name, place), script in scripts.items() if name == document.filename)


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
    kept = _settled(kept, document, project)
    if UnusedSuppressionRule.code not in not_run:
        kept += unused_suppression_findings(document, unused)
    return sorted(_with_severities(kept, configuration), key=lambda finding: (finding.range, finding.code))


def _settled(findings: Iterable[Finding], document: Document, project: Project) -> list[Finding]:
    """What findings are worth now; a comment that suppresses one that isn't reported is still of use."""
    rules = {rule.code: rule for rule in all_rules()}
    settled = [
        rules[each.code].settled(each, document, project) if each.code in rules else each for each in findings
    ]
    return [each for each in settled if each is not None]


def _findings(document: Document, project: Project, rules: list[Rule]) -> list[Finding]:
    codes = {rule.code for rule in rules}
    found = _shown_by(document, project, whole=True).own or []
    ends_at = time.monotonic() + SECONDS_FOR_PROGRAMS
    for program in project.programs_with(document):
        if not project.checks_all and time.monotonic() > ends_at:
            break
        shown = _shown_by(program, project, whole=project.checks_all)
        found = found + [each for each in shown.elsewhere if each.filename == document.filename]
    chosen = [each for each in found if each.code in codes]
    return [finding for finding in _each_once(chosen) if not _is_half_typed(document, finding)]


def _shown_by(document: Document, project: Project, *, whole: bool) -> Shown:
    """What the execution of a document shows, in it and in other files.

    Args:
        document: the document.
        project: the workspace that it stands in.
        whole: whether its own findings are wanted as well.
    """
    known = project.shown_by(document)
    if known is not None and (known.own is not None or not whole):
        return known
    elsewhere: list[Finding] | None = None
    run: frozenset[tuple[str, Range]] = frozenset()

    def note(trace: Trace) -> None:
        nonlocal elsewhere, run
        elsewhere, run = _in_other_files(trace), _loops(trace)

    try:
        if project.executions is not None and whole:
            trace = project.executions.execute(document, project, note)
        else:
            trace = execute(document, project, note, whole=whole)
    except Exception:
        # A mistake of ours in one file must not take the other files' findings with it.
        LOG.exception("%s: the analysis failed; the file is left out", document.filename)
        return Shown([], [])
    if trace.incomplete and whole:
        LOG.info("%s: %s; what was seen until then was checked", document.filename, trace.incomplete)
    own = [each for rule in all_rules() for each in _findings_of(rule, trace)] if whole else None
    shown = Shown(
        own if own is None else [each for each in own if each.filename == document.filename],
        _in_other_files(trace) if elsewhere is None else elsewhere,
        _loops(trace),
        run,
    )
    project.keep_shown(document, shown)
    return shown


def _loops(trace: Trace) -> frozenset[tuple[str, Range]]:
    return frozenset((loop.filename, header_of(loop)) for loop in loops_with_steps(trace))


def _in_other_files(trace: Trace) -> list[Finding]:
    if all(event.place.document is trace.document for event in trace.events):
        return []
    found = [finding for rule in all_rules() for finding in _findings_of(rule, trace)]
    return [
        finding
        for finding in found
        if finding.filename != trace.document.filename and finding.severity is not Severity.HINT
    ]


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
