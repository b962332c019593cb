"""Files as a project reads them: what is open in the editor counts in place of what is on disk."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from torchvet.lsp.text_sync import OpenText
from torchvet.source.document import Document


class OpenFiles:
    """Gives a project the open texts, and remembers which files an analysis has asked for.

    Used by one thread, that of the analyses.

    Args:
        text_of: gives the open text of a file, if it is open.
    """

    def __init__(self, text_of: Callable[[str], OpenText | None]) -> None:
        self._text_of = text_of
        self._documents: dict[str, tuple[OpenText, Document]] = {}
        self._asked: dict[str, OpenText | None] = {}

    def begin(self) -> Mapping[str, OpenText | None]:
        """Begins a new analysis; returns what will hold the files that it asks for (None: not open)."""
        self._asked = {}
        return self._asked

    def document(self, path: Path) -> Document | None:
        """The document of an open file; None where the disk's counts."""
        filename = str(path)
        opened = self._asked[filename] = self._text_of(filename)
        if opened is None:
            self._documents.pop(filename, None)
            return None
        known = self._documents.get(filename)
        if known is None or known[0] is not opened:
            known = self._documents[filename] = (opened, Document.from_text(opened.text, filename, "script"))
        return known[1]
