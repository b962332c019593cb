"""What verifications have shown, for as long as the code that was run stands as it was.

Whether it still stands is looked up whenever somebody asks, so that undoing a change brings back what was
shown, and an edit outside the editor takes it away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from lsprotocol import types

from torchvet.lsp.client import Client
from torchvet.lsp.conversion import client_range
from torchvet.lsp.sources import OpenSources
from torchvet.lsp.uris import path_of, uri_of
from torchvet.rules import rule_for
from torchvet.source.document import Document
from torchvet.source.position import Position, Range
from torchvet.source.suppression import suppressions_of
from torchvet.source.text import LineIndex
from torchvet.source.unreadable import UnreadableSource
from torchvet.verify.result import Place, VerifyFinding, VerifyResult

SOURCE = "torchvet verify"

Indexes = Callable[[str], "LineIndex | None"]
"""Gives the lines of a file; None where it can't be read."""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a run began, so that later changes can be told from what was run."""

    time: float


@dataclass(frozen=True, slots=True)
class _Measurement:
    """A result, and the texts that it was measured with, by file."""

    result: VerifyResult
    texts: dict[str, str]


class Measured:
    """The newest result of each script.

    Args:
        sources: what is open.
    """

    def __init__(self, sources: OpenSources) -> None:
        self._sources = sources
        self._newest: dict[str, _Measurement] = {}

    def begin(self) -> Moment:
        """Notes that a run begins now."""
        return Moment(time.time())

    def take(self, script: str, result: VerifyResult, moment: Moment) -> set[str]:
        """Takes a result in place of the script's former one.

        Args:
            script: what was run.
            result: the result.
            moment: when the run began; files that were saved since aren't what was run.

        Returns:
            The files about which there is something else to show than before.
        """
        before = self._newest.get(script)
        open_files = (path_of(snapshot.uri) for snapshot in self._sources.snapshots())
        named = [path_of(uri_of(script)), *open_files, *_files_of(result.findings)]
        texts = {name: text for name in named if name and (text := _text_since(name, moment)) is not None}
        self._newest[script] = _Measurement(result, texts)
        return {*_files_of(result.findings), *(_files_of(before.result.findings) if before else ())}

    def concerns(self, filename: str) -> bool:
        """Whether a finding, or one that a change has taken away, is in a file."""
        return any(filename in _files_of(each.result.findings) for each in self._newest.values())

    def result_of(self, script: str, filename: str) -> VerifyResult | None:
        """The newest result of a script, if both it and a file of its program stand as they were."""
        known = self._newest.get(script)
        if known is None or not (self._stands(known, script) and self._stands(known, filename)):
            return None
        return known.result

    def diagnostics(
        self, filename: str, client: Client, shown: Sequence[types.Diagnostic] = ()
    ) -> list[types.Diagnostic]:
        """What was measured in a file, as the client understands it.

        Args:
            filename: the file.
            client: what the client can do.
            shown: what the analysis shows there; what it says already isn't said again.
        """
        found: list[types.Diagnostic] = []
        for each in self._newest.values():
            own = [one for one in each.result.findings if one.place and one.place.filename == filename]
            if own and self._stands(each, filename):
                document = Document.from_text(each.texts[filename], filename, kind="script")
                said = _silenced(document)
                found += [
                    _diagnostic(one, document.index, client, self._index)
                    for one in own
                    if not _is_silenced(one, said) and not _is_shown(one, shown)
                ]
        return found

    def _stands(self, known: _Measurement, filename: str) -> bool:
        measured = known.texts.get(filename)
        return measured is not None and self._text(filename) == measured

    def _text(self, filename: str) -> str | None:
        opened = self._sources.text_of_file(filename)
        return _plain(opened.text) if opened is not None else _on_disk(filename)

    def _index(self, filename: str) -> LineIndex | None:
        text = self._text(filename)
        return None if text is None else LineIndex(text)


def _files_of(findings: Iterable[VerifyFinding]) -> set[str]:
    return {each.place.filename for each in findings if each.place is not None}


def _text_since(filename: str, moment: Moment) -> str | None:
    """What a file has held since a moment; None where it was written since."""
    try:
        return _on_disk(filename) if Path(filename).stat().st_mtime <= moment.time else None
    except OSError:
        return None


def _on_disk(filename: str) -> str | None:
    try:
        return _plain(Document.from_path(filename).text)
    except UnreadableSource:
        return None


def _plain(text: str) -> str:
    """A text as editors and files agree on it."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


# --- diagnostics ----------------------------------------------------------------------------


def _silenced(document: Document) -> dict[int, tuple[str, ...]]:
    """For each line (from 0) the prefixes of codes that a comment silences there; "" stands for all."""
    said: dict[int, tuple[str, ...]] = {}
    for each in suppressions_of(document):
        prefixes = ("",) if each.codes is None else tuple(code for code, _ in each.codes)
        line = each.range.start.line
        said[line] = (*said.get(line, ()), *prefixes)
    return said


def _is_silenced(finding: VerifyFinding, said: dict[int, tuple[str, ...]]) -> bool:
    assert finding.place is not None
    return (finding.code or "-").startswith(said.get(finding.place.row - 1, ()))


def _is_shown(finding: VerifyFinding, shown: Sequence[types.Diagnostic]) -> bool:
    """Whether the analysis shows the same there."""
    assert finding.place is not None
    line = finding.place.row - 1
    return any(
        each.code == finding.code and each.range.start.line <= line <= each.range.end.line
        for each in shown
        if finding.code
    )


def _diagnostic(
    finding: VerifyFinding, index: LineIndex, client: Client, index_of: Indexes
) -> types.Diagnostic:
    assert finding.place is not None
    rule = rule_for(finding.code) if finding.code else None
    grave = types.DiagnosticSeverity.Warning if finding.is_grave else types.DiagnosticSeverity.Information
    related = [_related(*each, client, index_of) for each in finding.related] if client.related else []
    return types.Diagnostic(
        range=_line_range(finding.place.row, index, client),
        message=f"{finding.message} {finding.advice}".strip(),
        severity=grave,
        code=finding.code,
        code_description=types.CodeDescription(rule.url()) if rule and client.links else None,
        source=SOURCE,
        related_information=[each for each in related if each is not None] or None,
    )


def _related(
    message: str, place: Place, client: Client, index_of: Indexes
) -> types.DiagnosticRelatedInformation | None:
    index = index_of(place.filename)
    if index is None:
        return None
    location = types.Location(uri_of(place.filename), _line_range(place.row, index, client))
    return types.DiagnosticRelatedInformation(location, message)


def _line_range(row: int, index: LineIndex, client: Client) -> types.Range:
    """The code of a line, without the blanks around it."""
    line = min(max(row - 1, 0), len(index) - 1)
    text = index.line(line).rstrip()
    start = Position(line, len(text) - len(text.lstrip()))
    return client_range(index, Range(start, Position(line, len(text))), client.unit)
