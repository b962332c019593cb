"""What a diagnostic carries in its data, so that its code actions need no second analysis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from lsprotocol import types

from torchvet.finding import Applicability


@dataclass(frozen=True, slots=True)
class CarriedEdit:
    """An edit in the client's terms.

    Args:
        uri: the text to change.
        version: the version of the text that it was made for; None where that isn't open.
        range: what to replace.
        text: what to put there.
    """

    uri: str
    version: int | None
    range: types.Range
    text: str

    def to_data(self) -> dict[str, Any]:
        """The edit as JSON."""
        start, end = self.range.start, self.range.end
        return {
            "uri": self.uri,
            "version": self.version,
            "range": [start.line, start.character, end.line, end.character],
            "newText": self.text,
        }

    @classmethod
    def from_data(cls, data: Any) -> CarriedEdit:
        """Reads an edit back.

        Raises:
            ValueError: this isn't what ``to_data`` has written.
        """
        fields = _table(data)
        numbers = [_number(each) for each in _list(fields.get("range"))]
        if len(numbers) != 4 or min(numbers) < 0:
            raise ValueError("a range has four numbers")
        version = fields.get("version")
        stretch = types.Range(types.Position(*numbers[:2]), types.Position(*numbers[2:]))
        return cls(
            _text(fields.get("uri")),
            None if version is None else _number(version),
            stretch,
            _text(fields.get("newText")),
        )


@dataclass(frozen=True, slots=True)
class CarriedFix:
    """A fix in the client's terms."""

    title: str
    applicability: Applicability
    edits: tuple[CarriedEdit, ...]

    def to_data(self) -> dict[str, Any]:
        """The fix as JSON."""
        return {
            "title": self.title,
            "applicability": self.applicability.value,
            "edits": [edit.to_data() for edit in self.edits],
        }

    @classmethod
    def from_data(cls, data: Any) -> CarriedFix:
        """Reads a fix back.

        Raises:
            ValueError: this isn't what ``to_data`` has written.
        """
        fields = _table(data)
        return cls(
            _text(fields.get("title")),
            Applicability(fields.get("applicability")),
            edits_from_data(fields.get("edits")),
        )


@dataclass(frozen=True, slots=True)
class Carried:
    """All that a diagnostic carries.

    Args:
        version: the version of the text that was analysed.
        fixes: the fixes, the preferred one first.
        disable: the edits that disable the rule on this line; none where that can't be done.
    """

    version: int | None
    fixes: tuple[CarriedFix, ...] = ()
    disable: tuple[CarriedEdit, ...] = ()

    def to_data(self) -> dict[str, Any]:
        """The same as JSON."""
        return {
            "version": self.version,
            "fixes": [fix.to_data() for fix in self.fixes],
            "disable": [edit.to_data() for edit in self.disable],
        }

    @classmethod
    def from_data(cls, data: Any) -> Carried | None:
        """Reads it back as a client has returned it; None where it is something else."""
        try:
            fields = _table(data)
            version = fields.get("version")
            fixes = tuple(CarriedFix.from_data(each) for each in _list(fields.get("fixes")))
            return cls(
                None if version is None else _number(version), fixes, edits_from_data(fields.get("disable"))
            )
        except ValueError:
            return None


def edits_from_data(data: Any) -> tuple[CarriedEdit, ...]:
    """Reads a list of edits back.

    Raises:
        ValueError: this isn't a list of what ``to_data`` has written.
    """
    return tuple(CarriedEdit.from_data(each) for each in _list(data))


def workspace_edit(edits: Iterable[CarriedEdit], versioned: bool) -> types.WorkspaceEdit:
    """One edit of the workspace.

    Args:
        edits: edits of any number of texts; in each, none overlaps another.
        versioned: whether the client takes the versions that they are for.
    """
    by_uri: dict[str, list[CarriedEdit]] = {}
    for edit in edits:
        by_uri.setdefault(edit.uri, []).append(edit)
    changes = {uri: [types.TextEdit(edit.range, edit.text) for edit in each] for uri, each in by_uri.items()}
    if not versioned:
        return types.WorkspaceEdit(changes=changes)
    return types.WorkspaceEdit(
        document_changes=[
            types.TextDocumentEdit(
                types.OptionalVersionedTextDocumentIdentifier(uri, each[0].version), changes[uri]
            )
            for uri, each in by_uri.items()
        ]
    )


def _table(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, Mapping):
        raise ValueError("not a table")
    return cast("Mapping[str, Any]", data)


def _list(data: Any) -> Iterable[Any]:
    if not isinstance(data, (list, tuple)):
        raise ValueError("not a list")
    return cast("list[Any]", data)


def _text(data: Any) -> str:
    if not isinstance(data, str):
        raise ValueError("not a text")
    return data


def _number(data: Any) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise ValueError("not a number")
    return data
