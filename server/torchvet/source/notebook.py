"""A notebook as one program: its Python cells, one below the other."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

from torchvet.source.cell_writing import rewritten
from torchvet.source.magics import without_magics
from torchvet.source.text import LINE_END
from torchvet.source.unreadable import UnreadableSource

SEPARATOR = "\n\n"
"""What follows each cell in the joined text: its last line's end, and an empty line that is the cell's too,
so that something can be written below its last line."""

PYTHON = re.compile(r"(?:i?python|py(?:py)?)[\d.]*\Z")
OTHER_KERNEL = re.compile(
    r"(?:ir|julia|scala|almond|bash|c|cpp|xcpp|octave|matlab|javascript|tslab|deno|ruby|go|gophernotes|rust"
    r"|evcxr|perl|haskell|ihaskell|kotlin|java|sql|stata|sas|sos|maxima|wolframlanguage|powershell)(?![a-z])"
)
"""Names of kernels whose notebooks don't say in which language they are."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that holds Python.

    Args:
        number: its place among all cells of the notebook, those of text included, from 1.
        source: its source.
        first_line: the line of the joined text that it begins on.
    """

    number: int
    source: str
    first_line: int


class Notebook:
    """The Python cells of a notebook.

    Args:
        sources: the cells' numbers and sources, in order.
        raw: the file's JSON, where the notebook came from one.
    """

    def __init__(self, sources: Sequence[tuple[int, str]], raw: str | None = None) -> None:
        self.raw = raw
        cells: list[Cell] = []
        line = 0
        for number, source in sources:
            cells.append(Cell(number, source, line))
            line += len(LINE_END.findall(source + SEPARATOR))
        self.cells = tuple(cells)
        self.first_lines = tuple(cell.first_line for cell in cells)

    @cached_property
    def text(self) -> str:
        """The joined sources."""
        return "".join(cell.source + SEPARATOR for cell in self.cells)

    @cached_property
    def code(self) -> str:
        """The joined sources as Python, each line as long as it is in ``text``."""
        return "".join(without_magics(cell.source) + SEPARATOR for cell in self.cells)

    def cell_of(self, line: int) -> Cell | None:
        """The cell that a line of the joined text belongs to; None where there is no cell."""
        place = bisect_right(self.first_lines, line) - 1
        return self.cells[place] if place >= 0 else None

    def with_sources(self, changed: Mapping[int, str]) -> Notebook:
        """The notebook with other sources in some cells, and its JSON with nothing else changed.

        Args:
            changed: sources by the cells' numbers.
        """
        sources = [(cell.number, changed.get(cell.number, cell.source)) for cell in self.cells]
        raw = None if self.raw is None else rewritten(self.raw, changed)
        return Notebook(sources, raw)


def read_notebook(raw: str, filename: str) -> Notebook:
    """Reads a notebook's JSON.

    Args:
        raw: the file's text.
        filename: the name for messages.

    Raises:
        UnreadableSource: it is no JSON, or no notebook.
    """
    try:
        content: Any = json.loads(raw)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableSource(f"{filename} is not a notebook: its JSON is broken at {place}.") from None
    except (RecursionError, ValueError):
        raise UnreadableSource(f"{filename} is not a notebook: its JSON cannot be read.") from None
    cells = list(cells_in(content))
    if not cells and not _has_cells(content):
        raise UnreadableSource(f"{filename} is not a notebook: its JSON has no list of cells.")
    if not _is_python(content):
        return Notebook((), raw)
    sources = [
        (number, source) for number, cell in enumerate(cells, 1) if (source := _python(cell)) is not None
    ]
    return Notebook(sources, raw)


def cells_in(content: Any) -> Iterator[Any]:
    """A notebook's cells of all kinds, in order (nbformat 4, and 3 with its worksheets)."""
    if not isinstance(content, dict):
        return
    notebook = cast("dict[str, Any]", content)
    for holder in (notebook, *_list(notebook.get("worksheets"))):
        if isinstance(holder, dict):
            yield from _list(cast("dict[str, Any]", holder).get("cells"))


def _list(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _has_cells(content: Any) -> bool:
    return isinstance(content, dict) and ("cells" in content or "worksheets" in content)


def _is_python(content: dict[str, Any]) -> bool:
    """Whether a notebook's kernel runs Python, as it does where nothing is said."""
    metadata = _table(content.get("metadata"))
    kernel = _table(metadata.get("kernelspec"))
    for language in (_table(metadata.get("language_info")).get("name"), kernel.get("language")):
        if isinstance(language, str) and language:
            return PYTHON.match(language.lower()) is not None
    name = kernel.get("name")
    return not (isinstance(name, str) and OTHER_KERNEL.match(name.lower()))


def _table(value: Any) -> dict[str, Any]:
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _python(cell: Any) -> str | None:
    """A cell's source, where the cell holds Python."""
    if not isinstance(cell, dict):
        return None
    fields = cast("dict[str, Any]", cell)
    language = _language_of(fields)
    if fields.get("cell_type") != "code" or (language and not PYTHON.match(str(language).lower())):
        return None
    source = fields.get("source", fields.get("input"))
    if isinstance(source, list):
        lines = cast("list[object]", source)
        source = "".join(lines_ for lines_ in lines if isinstance(lines_, str))
    return source if isinstance(source, str) else None


def _language_of(cell: dict[str, Any]) -> Any:
    """The language that an editor, or the old format, has noted at a cell."""
    return _table(_table(cell.get("metadata")).get("vscode")).get("languageId") or cell.get("language")
