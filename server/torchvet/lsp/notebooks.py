"""The notebooks that are open in the editor: their cells, in order, as one program."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lsprotocol import types

from torchvet.lsp.text_sync import OpenText, OpenTexts
from torchvet.lsp.uris import key_of
from torchvet.source.text import Unit

PYTHON = "python"


@dataclass(slots=True)
class OpenNotebook:
    """A notebook and the texts of its cells.

    Args:
        uri: the notebook's URI as the client spells it.
        cells: its cells in order, of all kinds.
        texts: the texts of the cells.
    """

    uri: str
    cells: list[types.NotebookCell]
    texts: OpenTexts = field(default_factory=OpenTexts)

    def code(self) -> tuple[OpenText, ...]:
        """The texts of the cells that hold Python, in order."""
        code = [cell for cell in self.cells if cell.kind == types.NotebookCellKind.Code]
        texts = [self.texts.get(cell.document) for cell in code]
        return tuple(text for text in texts if text is not None and text.language == PYTHON)


class OpenNotebooks:
    """The open notebooks, found by their own URI or by that of a cell."""

    def __init__(self) -> None:
        self._notebooks: dict[str, OpenNotebook] = {}

    def __iter__(self) -> Iterator[OpenNotebook]:
        return iter(list(self._notebooks.values()))

    def get(self, uri: str) -> OpenNotebook | None:
        """The notebook of that URI, or the one with a cell of that URI."""
        own = self._notebooks.get(key_of(uri))
        if own is not None:
            return own
        return next((each for each in self._notebooks.values() if each.texts.get(uri)), None)

    def open(self, params: types.DidOpenNotebookDocumentParams) -> OpenNotebook:
        """Adds a notebook with its cells."""
        opened = OpenNotebook(params.notebook_document.uri, list(params.notebook_document.cells))
        for item in params.cell_text_documents:
            opened.texts.open(item)
        self._notebooks[key_of(opened.uri)] = opened
        return opened

    def change(self, params: types.DidChangeNotebookDocumentParams, unit: Unit) -> OpenNotebook | None:
        """Applies changes to a notebook's cells and their texts; None where the notebook isn't open."""
        notebook = self._notebooks.get(key_of(params.notebook_document.uri))
        changes = params.change.cells
        if notebook is None or changes is None:
            return notebook
        if changes.structure is not None:
            _change_structure(notebook, changes.structure)
        for cell in changes.data or ():
            _replace_cell(notebook, cell)
        for content in changes.text_content or ():
            notebook.texts.change(content.document, content.changes, unit)
        return notebook

    def close(self, params: types.DidCloseNotebookDocumentParams) -> None:
        """Removes a notebook with its cells."""
        self._notebooks.pop(key_of(params.notebook_document.uri), None)


def _change_structure(notebook: OpenNotebook, structure: types.NotebookDocumentCellChangeStructure) -> None:
    """Adds, moves and removes cells."""
    array = structure.array
    notebook.cells[array.start : array.start + array.delete_count] = list(array.cells or ())
    for identifier in structure.did_close or ():
        notebook.texts.close(identifier.uri)
    for item in structure.did_open or ():
        notebook.texts.open(item)


def _replace_cell(notebook: OpenNotebook, changed: types.NotebookCell) -> None:
    """Puts a cell with another kind or other metadata in its own place."""
    for number, cell in enumerate(notebook.cells):
        if key_of(cell.document) == key_of(changed.document):
            notebook.cells[number] = changed
