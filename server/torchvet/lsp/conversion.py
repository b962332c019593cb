"""From findings, in torchvet's own terms, to diagnostics in the client's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lsprotocol import types

from torchvet.finding import Edit, Finding, RelatedPlace, Severity
from torchvet.lsp.carried import Carried, CarriedEdit, CarriedFix
from torchvet.lsp.client import Client
from torchvet.lsp.notebook_edits import cell_edits, changed_cells
from torchvet.lsp.sources import Snapshot
from torchvet.lsp.text_sync import OpenText
from torchvet.lsp.uris import uri_of
from torchvet.rules import rule_for
from torchvet.source.document import Document
from torchvet.source.editing import differences
from torchvet.source.position import Position, Range
from torchvet.source.text import LineIndex, Unit, units_of_column
from torchvet.source.unreadable import UnreadableSource

SOURCE = "torchvet"
UNUSED_SUPPRESSION = "TV001"

SEVERITIES = {
    Severity.HINT: types.DiagnosticSeverity.Hint,
    Severity.INFORMATION: types.DiagnosticSeverity.Information,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.ERROR: types.DiagnosticSeverity.Error,
}


@dataclass(frozen=True, slots=True)
class ClientPlace:
    """A stretch of a text as the client knows it; the version is None where the text isn't open."""

    uri: str
    version: int | None
    range: types.Range


def client_position(index: LineIndex, position: Position, unit: Unit) -> types.Position:
    """A position in the client's units."""
    line = min(max(position.line, 0), len(index) - 1)
    column = position.column if line == position.line else len(index.line(line))
    return types.Position(line, units_of_column(index.line(line), column, unit))


def client_range(index: LineIndex, stretch: Range, unit: Unit) -> types.Range:
    """A range in the client's units."""
    return types.Range(client_position(index, stretch.start, unit), client_position(index, stretch.end, unit))


class Places:
    """Finds where the client has what a finding speaks of: in the text itself, in a cell, in another file.

    Args:
        snapshot: what was analysed.
        document: the document that was made of it.
        unit: what the client counts columns in.
        open_text: gives the open text of another file, if it is open.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        document: Document,
        unit: Unit,
        open_text: Callable[[str], OpenText | None],
    ) -> None:
        self._snapshot = snapshot
        self._document = document
        self._unit = unit
        self._open_text = open_text
        self._others: dict[str, tuple[str, int | None, LineIndex] | None] = {}

    def locate(self, filename: str, stretch: Range) -> ClientPlace | None:
        """The client's place for a range of a file; None where the file can't be read any more."""
        if filename != self._document.filename:
            return self._locate_elsewhere(filename, stretch)
        if self._snapshot.is_notebook:
            return self._locate_in_cell(stretch)
        part = self._snapshot.parts[0]
        return ClientPlace(part.uri, part.version, client_range(self._document.index, stretch, self._unit))

    def edits(self, edits: Sequence[Edit]) -> tuple[CarriedEdit, ...] | None:
        """The client's edits for edits that belong together; None where one of them has no place."""
        if not self._snapshot.is_notebook:
            return self._plain_edits(edits)
        own = [edit for edit in edits if edit.filename == self._document.filename]
        others = self._plain_edits([edit for edit in edits if edit not in own])
        inside = cell_edits(self._document, own)
        if inside is None or others is None:
            return None
        for number, index, stretch, new in inside:
            part = self._snapshot.parts[number]
            place = client_range(index, stretch, self._unit)
            others = (*others, CarriedEdit(part.uri, part.version, place, new))
        return others

    def changes(self, after: Document) -> tuple[CarriedEdit, ...]:
        """The client's edits that make the document another one, with the same cells in a notebook."""
        if not self._snapshot.is_notebook:
            edits = differences(self._document, after.text)
            return self._plain_edits(edits) or ()
        carried: list[CarriedEdit] = []
        for number, index, stretch, new in changed_cells(self._document, after):
            part = self._snapshot.parts[number]
            carried.append(CarriedEdit(part.uri, part.version, client_range(index, stretch, self._unit), new))
        return tuple(carried)

    def _plain_edits(self, edits: Sequence[Edit]) -> tuple[CarriedEdit, ...] | None:
        places = [(self.locate(edit.filename, edit.range), edit.content) for edit in edits]
        found = [CarriedEdit(place.uri, place.version, place.range, new) for place, new in places if place]
        return tuple(found) if len(found) == len(places) else None

    def _locate_in_cell(self, stretch: Range) -> ClientPlace | None:
        """The place in the cell where the range begins; it ends with that cell at the latest."""
        begin = self._document.cell_at(stretch.start.line)
        if begin is None or not 0 < begin[0] <= len(self._snapshot.parts):
            return None
        number, row = begin
        part = self._snapshot.parts[number - 1]
        index = LineIndex(part.text)
        end = self._document.cell_at(stretch.end.line)
        last = (
            Position(end[1], stretch.end.column)
            if end and end[0] == number
            else index.position_at(len(part.text))
        )
        inside = Range(Position(row, stretch.start.column), last)
        return ClientPlace(part.uri, part.version, client_range(index, inside, self._unit))

    def _locate_elsewhere(self, filename: str, stretch: Range) -> ClientPlace | None:
        if filename not in self._others:
            self._others[filename] = self._read_other(filename)
        other = self._others[filename]
        if other is None:
            return None
        uri, version, index = other
        return ClientPlace(uri, version, client_range(index, stretch, self._unit))

    def _read_other(self, filename: str) -> tuple[str, int | None, LineIndex] | None:
        opened = self._open_text(filename)
        if opened is not None:
            return opened.uri, opened.version, LineIndex(opened.text)
        try:
            return uri_of(filename), None, Document.from_path(filename).index
        except UnreadableSource:
            return None


def diagnostic_of(
    finding: Finding, places: Places, client: Client, disable: Edit | None = None
) -> tuple[str, types.Diagnostic] | None:
    """Makes a diagnostic of a finding.

    Args:
        finding: what was found.
        places: finds the places that it speaks of.
        client: what the client understands.
        disable: the edit that disables the rule on its line, where that can be done.

    Returns:
        The URI that it belongs to, and the diagnostic with all that its code actions need in its data;
        None where its place is known to nobody any more.
    """
    place = places.locate(finding.filename, finding.range)
    if place is None:
        return None
    rule = rule_for(finding.code)
    related = [_related(each, places) for each in finding.related] if client.related else []
    unnecessary = types.DiagnosticTag.Unnecessary
    return place.uri, types.Diagnostic(
        range=place.range,
        message=finding.message,
        severity=SEVERITIES[finding.severity],
        code=finding.code,
        code_description=types.CodeDescription(rule.url()) if rule and client.links else None,
        source=SOURCE,
        tags=[unnecessary] if finding.code == UNUSED_SUPPRESSION and unnecessary in client.tags else None,
        related_information=[each for each in related if each] or None,
        data=_carried(finding, place, places, disable).to_data(),
    )


def _related(related: RelatedPlace, places: Places) -> types.DiagnosticRelatedInformation | None:
    place = places.locate(related.filename, related.range)
    if place is None:
        return None
    return types.DiagnosticRelatedInformation(types.Location(place.uri, place.range), related.message)


def _carried(finding: Finding, place: ClientPlace, places: Places, disable: Edit | None) -> Carried:
    fixes: list[CarriedFix] = []
    for fix in (finding.fix, *finding.alternatives):
        edits = places.edits(fix.edits) if fix else None
        if fix and edits:
            fixes.append(CarriedFix(fix.message, fix.applicability, edits))
    disabling = places.edits([disable]) if disable else None
    return Carried(place.version, tuple(fixes), disabling or ())
