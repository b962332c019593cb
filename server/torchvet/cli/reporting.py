"""Writes what was found in the format that was asked for."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from enum import Enum

from torchvet.finding import Finding
from torchvet.output.places import Sources
from torchvet.output.style import Style
from torchvet.output.summary import counted, statistics, summary


class Format(Enum):
    """How to write what was found."""

    FULL = "full"
    CONCISE = "concise"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"

    @property
    def is_for_people(self) -> bool:
        """Whether people read it, and not programs."""
        return self in (Format.FULL, Format.CONCISE)


class Report:
    """What was found.

    Args:
        findings: what was found and not fixed.
        sources: the documents that it is about.
        checked: how many files were checked.
        fixed: how many findings were fixed.
        style: colours or none.
    """

    def __init__(
        self, findings: Sequence[Finding], sources: Sources, checked: int, fixed: int, style: Style
    ) -> None:
        self._findings = findings
        self._sources = sources
        self._checked = checked
        self._fixed = fixed
        self._style = style

    def lines(self, format: Format, counts: bool, quiet: bool) -> Iterator[str]:
        """The lines to write.

        Args:
            format: how to write it.
            counts: whether to write how often each rule found something, and not what.
            quiet: whether to leave out the summary.
        """
        yield from self._counts(format) if counts else self._told(format)
        if format.is_for_people and not quiet:
            yield from summary(self._findings, self._checked, self._fixed, self._style)

    def _told(self, format: Format) -> Iterator[str]:
        """The findings in a format; each is imported where it is used."""
        findings, sources, style = self._findings, self._sources, self._style
        if format is Format.FULL:
            from torchvet.output.full import full

            return full(findings, sources, style)
        if format is Format.CONCISE:
            from torchvet.output.concise import concise

            return concise(findings, sources, style)
        if format is Format.SARIF:
            from torchvet.output.sarif import sarif

            return sarif(findings, sources)
        if format is Format.GITHUB:
            from torchvet.output.github import github

            return github(findings, sources)
        from torchvet.output.json_array import json_array

        return json_array(findings, sources)

    def _counts(self, format: Format) -> Iterator[str]:
        if format.is_for_people:
            yield from statistics(self._findings, self._style)
            return
        counts = Counter((finding.code, finding.name) for finding in self._findings)
        table = [{"code": code, "name": name, "count": count} for (code, name), count in counts.most_common()]
        yield json.dumps(table, indent=2)


def would_fix(fixed: int, files: int) -> str:
    """The sentence that closes a diff."""
    return f"would fix {counted(fixed, 'problem')} in {counted(files, 'file')}."
