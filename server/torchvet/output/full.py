"""Findings with their source, their explanation and their fix, for people at a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.output.places import Sources, shown_name
from torchvet.output.preview import preview
from torchvet.output.snippet import Gutter, Snippet
from torchvet.output.style import Style
from torchvet.source.position import Range

COLOURS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "blue",
    Severity.HINT: "cyan",
}
LINES_AROUND = 2

REMARKS = {
    Applicability.SAFE: "",
    Applicability.UNSAFE: "look at it first: --unsafe-fixes applies it",
    Applicability.DISPLAY: "by hand",
}


def full(findings: Iterable[Finding], sources: Sources, style: Style) -> Iterator[str]:
    """The lines that tell findings in full.

    Args:
        findings: the findings.
        sources: the documents that they are about.
        style: colours or none.
    """
    for finding in findings:
        yield from _Report(finding, sources, style).lines()
        yield ""


class _Report:
    """One finding, told in full."""

    def __init__(self, finding: Finding, sources: Sources, style: Style) -> None:
        self._finding = finding
        self._sources = sources
        self._style = style
        self._main = self._snippet(finding.filename, finding.range, LINES_AROUND)
        self._related = [self._snippet(each.filename, each.range) for each in finding.related]
        every = [each for each in (self._main, *self._related) if each]
        greatest = max((each.greatest_number for each in every), default=1)
        self._gutter = Gutter(len(str(greatest + 1)), style)

    def _snippet(self, filename: str, stretch: Range, around: int = 0) -> Snippet | None:
        document = self._sources.get(filename)
        return Snippet(document, stretch, around) if document else None

    def lines(self) -> Iterator[str]:
        finding, style = self._finding, self._style
        colour = COLOURS[finding.severity]
        place = where(finding.filename, finding.range, self._sources, style)
        label = style(finding.severity.label, "bold", colour)
        yield f"{place} {label} {style(finding.code, 'bold')} {style(finding.message, 'bold')}"
        if self._main:
            yield self._gutter.line()
            yield from self._main.lines(self._gutter, colour)
            yield self._gutter.line()
        for related, snippet in zip(finding.related, self._related, strict=True):
            place = where(related.filename, related.range, self._sources, style)
            yield f"{place} {style('note', 'bold', 'green')} {related.message}"
            if snippet:
                yield from snippet.lines(self._gutter, "green")
        if finding.fix:
            yield from self._help(finding.fix)
        for alternative in finding.alternatives if finding.fix else ():
            yield f"{style('or', 'bold', 'cyan')}: {alternative.message}{self._remark(alternative)}"

    def _help(self, fix: Fix) -> Iterator[str]:
        yield f"{self._style('help', 'bold', 'cyan')}: {fix.message}{self._remark(fix)}"
        yield from preview(fix, self._sources, self._gutter, self._finding)

    def _remark(self, fix: Fix) -> str:
        remark = REMARKS[fix.applicability]
        return self._style(f" ({remark})", "dim") if remark else ""


def where(filename: str, stretch: Range, sources: Sources, style: Style) -> str:
    """A place as people and their terminals know it: ``path:row:column:``, with the cell in a notebook."""
    told = sources.tell(filename, stretch)
    cell = "" if told.cell is None else f"cell {told.cell}:"
    colon = style(":", "dim")
    return f"{style(shown_name(filename), 'bold')}{colon}{cell}{told.row}{colon}{told.column}{colon}"
