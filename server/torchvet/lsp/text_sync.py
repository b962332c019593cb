"""The texts that are open in the editor, kept exactly as the editor has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from lsprotocol import types

from torchvet.lsp.uris import key_of
from torchvet.source.position import Position
from torchvet.source.text import LineIndex, Unit, column_of_units

Change = types.TextDocumentContentChangePartial | types.TextDocumentContentChangeWholeDocument


@dataclass(frozen=True, slots=True)
class OpenText:
    """A text at one version; a change makes a new one.

    Args:
        uri: the URI as the client spells it.
        language: the editor's name of its language.
        version: the client's number of this version.
        text: the whole text.
    """

    uri: str
    language: str
    version: int
    text: str


def offset_of(index: LineIndex, position: types.Position, unit: Unit) -> int:
    """The offset in a text of a client's position; beyond a line's end means that end."""
    column = column_of_units(index.line(position.line), position.character, unit)
    return index.offset_at(Position(position.line, column))


def apply_change(text: str, change: Change, unit: Unit) -> str:
    """The text after one change.

    Args:
        text: the text before.
        change: a stretch to replace, or the whole text.
        unit: what the change's columns are counted in.
    """
    if isinstance(change, types.TextDocumentContentChangeWholeDocument):
        return change.text
    index = LineIndex(text)
    first, last = sorted(
        (offset_of(index, change.range.start, unit), offset_of(index, change.range.end, unit))
    )
    return text[:first] + change.text + text[last:]


class OpenTexts:
    """The open texts, found by any spelling of their URIs."""

    def __init__(self) -> None:
        self._texts: dict[str, OpenText] = {}

    def __iter__(self) -> Iterator[OpenText]:
        return iter(list(self._texts.values()))

    def get(self, uri: str) -> OpenText | None:
        """The open text of a URI, if there is one."""
        return self._texts.get(key_of(uri))

    def open(self, item: types.TextDocumentItem) -> OpenText:
        """Adds a text, or puts it in the place of one that was open already."""
        opened = OpenText(item.uri, str(item.language_id), item.version, item.text)
        self._texts[key_of(item.uri)] = opened
        return opened

    def change(
        self, identifier: types.VersionedTextDocumentIdentifier, changes: Iterable[Change], unit: Unit
    ) -> OpenText | None:
        """Applies changes in their order; None where the text isn't open."""
        before = self.get(identifier.uri)
        if before is None:
            return None
        text = before.text
        for change in changes:
            text = apply_change(text, change, unit)
        after = replace(before, version=identifier.version, text=text)
        self._texts[key_of(identifier.uri)] = after
        return after

    def close(self, uri: str) -> OpenText | None:
        """Removes a text; None where it wasn't open."""
        return self._texts.pop(key_of(uri), None)
