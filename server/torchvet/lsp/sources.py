"""What is open in the editor, cut into what is analysed as one: a script, or a notebook's cells."""

from __future__ import annotations

from dataclasses import dataclass

from torchvet.lsp.notebooks import PYTHON, OpenNotebooks
from torchvet.lsp.text_sync import OpenText, OpenTexts
from torchvet.lsp.uris import CELL_SCHEMES, filename_of, key_of, scheme_of, uri_of


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A script or a notebook at one moment; equal to another as long as nothing has changed.

    Args:
        key: what it is filed under.
        uri: the URI of the script or the notebook.
        parts: the script's text, or those of the notebook's Python cells in order.
        is_notebook: whether the parts are cells.
    """

    key: str
    uri: str
    parts: tuple[OpenText, ...]
    is_notebook: bool = False

    @property
    def filename(self) -> str:
        """The file name that its findings carry."""
        return filename_of(self.uri)

    def part(self, uri: str) -> OpenText | None:
        """The part of a URI, if it has one."""
        return next((part for part in self.parts if key_of(part.uri) == key_of(uri)), None)


class OpenSources:
    """All that is open."""

    def __init__(self) -> None:
        self.texts = OpenTexts()
        self.notebooks = OpenNotebooks()

    def snapshot(self, uri: str) -> Snapshot | None:
        """The script or notebook that a URI (a cell's, too) belongs to, if it is open and Python."""
        notebook = self.notebooks.get(uri)
        if notebook is not None:
            return Snapshot(key_of(notebook.uri), notebook.uri, notebook.code(), is_notebook=True)
        text = self.texts.get(uri)
        if text is None or text.language != PYTHON or scheme_of(uri) in CELL_SCHEMES:
            return None
        return Snapshot(key_of(text.uri), text.uri, (text,))

    def snapshots(self) -> list[Snapshot]:
        """Every open script and notebook."""
        uris = [each.uri for each in self.notebooks] + [each.uri for each in self.texts]
        found = [self.snapshot(uri) for uri in uris]
        return [snapshot for snapshot in found if snapshot is not None]

    def text_of_file(self, filename: str) -> OpenText | None:
        """The open text of a file, if it is open as one."""
        return self.texts.get(uri_of(filename))
