"""A source text with its tree, positions and comments."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from keyword import iskeyword as is_keyword
from pathlib import Path

from torchvet.finding import Edit
from torchvet.source.comments import Comment, comments_of
from torchvet.source.editing import edited_notebook, spliced
from torchvet.source.encoding import Encoding, decode
from torchvet.source.files import Kind, kind_of, read_bytes
from torchvet.source.navigation import FunctionNode, LoopNode, Navigation
from torchvet.source.nodes import child_nodes
from torchvet.source.notebook import Cell, Notebook, read_notebook
from torchvet.source.patching import Patch, patched
from torchvet.source.position import Position, Range
from torchvet.source.recovery import Recovered, SyntaxProblem, parsable, parse
from torchvet.source.suppression import Suppression, suppressions_of
from torchvet.source.text import BYTE_ORDER_MARK, LineIndex, Unit, column_of_units, newline_of
from torchvet.source.unreadable import UnreadableSource

__all__ = ["BYTE_ORDER_MARK", "Document", "FunctionNode", "LoopNode", "UnreadableSource"]

MENTIONS = re.compile(
    r"torch|lightning|fastai|deepspeed|DataLoader|zero_grad|\.backward\b"
    r"|(?:import|from)[ \t]+(?:accelerate|ignite|transformers|timm)\b"
)
"""A text in which this is not found can hold no mistake that torchvet knows."""

OLD_PRINT = re.compile(r"\s*print\b")


_BUILTINS = frozenset(dir(builtins))
_CHAIN = re.compile(r"\s*(await\s+)?[\w.\[\]\"']*\s*$")
_CALLED = re.compile(r"([\w.\])]+)\s*\(")
_SWITCH = re.compile(r"\b(zero_grad|backward|step|train|eval|grad|training)\b")


def _may_call(line: str) -> bool:
    """Whether a line that doesn't parse calls anything of the program's own, or may be about to."""
    if _CHAIN.match(line) or _SWITCH.search(line):
        return not is_keyword(line.strip())
    return any(called not in _BUILTINS and not is_keyword(called) for called in _CALLED.findall(line))


class Document(Navigation):
    """A Python script or a notebook; what is costly is made when it is first asked for.

    Nothing changes it but ``become``, which only those call who alone hold it.

    Make one with ``from_text``, ``from_bytes`` or ``from_path``.

    Attributes:
        text: the text as it stands; for a notebook its Python cells one below the other, an empty line
            after each.
        filename: the name that findings carry.
        encoding: how the file is written as bytes.
        notebook: the notebook that the text was joined from; None for a script.
    """

    def __init__(
        self, text: str, filename: str, encoding: Encoding | None = None, notebook: Notebook | None = None
    ) -> None:
        self.text = text
        self.filename = filename
        self.encoding = encoding or Encoding()
        self.notebook = notebook

    # --- making ---------------------------------------------------------------------------

    @classmethod
    def from_text(cls, text: str, filename: str, kind: Kind | None = None) -> Document:
        """Makes a document of a text as an editor holds it.

        Args:
            text: a script's text, or a notebook's JSON.
            filename: the name that findings carry.
            kind: what the text is; by default what the file's suffix says.

        Raises:
            UnreadableSource: a notebook's JSON cannot be read.
        """
        if (kind or kind_of(filename)) == "notebook":
            notebook = read_notebook(text, filename)
            return cls(notebook.text, filename, notebook=notebook)
        return cls(text, filename)

    @classmethod
    def from_cells(cls, sources: Sequence[str], filename: str) -> Document:
        """Makes a document of a notebook's Python cells, as an editor holds them.

        Args:
            sources: the cells' sources in order; ``cell_at`` numbers them from 1.
            filename: the name that findings carry.
        """
        notebook = Notebook(list(enumerate(sources, 1)))
        return cls(notebook.text, filename, notebook=notebook)

    @classmethod
    def from_bytes(cls, data: bytes, filename: str) -> Document:
        """Makes a document of a file's content.

        Raises:
            UnreadableSource: the bytes are not text in the file's encoding, or no notebook.
        """
        if kind_of(filename) == "script":
            text, encoding = decode(data, filename)
            return cls(text, filename, encoding)
        text, encoding = decode(data, filename, declares_encoding=False)
        notebook = read_notebook(text, filename)
        return cls(notebook.text, filename, encoding, notebook)

    @classmethod
    def from_path(cls, path: Path | str) -> Document:
        """Reads a file.

        Raises:
            UnreadableSource: it cannot be opened or isn't readable as Python source.
        """
        return cls.from_bytes(read_bytes(Path(path)), str(path))

    def edited(self, edits: Iterable[Edit]) -> Document:
        """The document after edits of its text; those of a notebook change the cells that they stand in.

        Args:
            edits: edits of this document of which none overlaps another.

        Raises:
            ValueError: two edits overlap, or one reaches over the end of a notebook's cell.
        """
        if self.notebook is None:
            return Document(spliced(self.index, edits), self.filename, self.encoding)
        notebook = edited_notebook(self.notebook, edits)
        return Document(notebook.text, self.filename, self.encoding, notebook)

    def twin(self) -> Document:
        """Another document of the same text, with the same tree."""
        twin = Document(self.text, self.filename, self.encoding, self.notebook)
        twin._recovered = self._recovered
        return twin

    def become(self, other: Document) -> Patch:
        """Becomes what another document of the same file is, with the nodes that both have in common.

        Args:
            other: the other one; what is new in its tree is taken over into this one's.
        """
        recovered, patch = patched(self._recovered, other._recovered)
        vars(self).clear()
        self.__init__(other.text, other.filename, other.encoding, other.notebook)
        self._recovered = recovered
        return patch

    @property
    def file_text(self) -> str:
        """The whole file's text: ``text`` for a script, the JSON for a notebook read from a file."""
        return self.text if self.notebook is None or self.notebook.raw is None else self.notebook.raw

    def to_bytes(self) -> bytes:
        """The file's content.

        Raises:
            UnicodeEncodeError: the file's encoding lacks a character.
        """
        return self.encoding.encode(self.file_text)

    # --- text and positions ---------------------------------------------------------------

    @cached_property
    def index(self) -> LineIndex:
        """Where the lines begin and end."""
        return LineIndex(self.text)

    @cached_property
    def lines(self) -> list[str]:
        """The lines without their ends; the last is empty where the text ends with a line end."""
        return [self.index.line(number) for number in range(len(self.index))]

    @cached_property
    def newline(self) -> str:
        """The line end that the text uses."""
        return newline_of(self.text)

    @cached_property
    def mentions_torch(self) -> bool:
        """Whether the text has any word without which torchvet has nothing to say; needs no tree."""
        return MENTIONS.search(self.text) is not None

    def position_at(self, offset: int) -> Position:
        """The position of an offset in ``text``."""
        return self.index.position_at(offset)

    def offset_at(self, position: Position) -> int:
        """The offset in ``text`` of a position."""
        return self.index.offset_at(position)

    def text_at(self, stretch: Range) -> str:
        """The text of a range."""
        return self.index.slice(stretch)

    # --- tree -----------------------------------------------------------------------------

    @cached_property
    def code(self) -> str:
        """The text as the parser gets it: of the same length, what no parser takes blanked out."""
        return parsable(self.notebook.code if self.notebook else self.text)

    @cached_property
    def _recovered(self) -> Recovered:
        return parse(self.code, self.notebook.first_lines if self.notebook else ())

    @property
    def tree(self) -> ast.Module:
        """The tree of the text, or of as much of it as can be understood."""
        return self._recovered.tree

    @property
    def syntax_problem(self) -> SyntaxProblem | None:
        """Why Python refuses the text as it stands; None where it doesn't."""
        return self._recovered.problem

    @cached_property
    def _parsed_lines(self) -> LineIndex:
        return LineIndex(self._recovered.code)

    def range_of(self, node: ast.AST) -> Range:
        """The range of a node; one without its own (``with`` items, say) has the range of what it holds."""
        if isinstance(node, ast.Module):
            return Range(Position(0, 0), self.position_at(len(self.text)))
        if hasattr(node, "lineno"):
            return Range(
                self._position(getattr(node, "lineno", 1), getattr(node, "col_offset", 0)),
                self._position(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0)),
            )
        ranges = [self.range_of(child) for child in child_nodes(node)]
        if ranges:
            return Range(min(each.start for each in ranges), max(each.end for each in ranges))
        parent = self.parent_of(node)
        return self.range_of(parent) if parent else Range(Position(0, 0), Position(0, 0))

    def _position(self, row: int, byte_column: int) -> Position:
        """The position for what ``ast`` counts: rows from 1, columns in UTF-8 bytes."""
        line = row - 1
        column = column_of_units(self._parsed_lines.line(line), byte_column, Unit.UTF8)
        column -= self._recovered.shifts.get(line, 0)
        return Position(line, max(0, min(column, len(self.index.line(line)))))

    def text_of(self, node: ast.AST) -> str:
        """The source text of a node."""
        text = self._texts.get(node)
        if text is None:
            text = self._texts[node] = self.text_at(self.range_of(node))
        return text

    @cached_property
    def _texts(self) -> dict[ast.AST, str]:
        return {}

    @cached_property
    def mended_lines(self) -> frozenset[int]:
        """The lines that the tree doesn't show as they are written, because they don't parse (yet).

        A ``print`` statement of Python 2 is none of them: it hides nothing.
        """
        if self._recovered.problem is None:
            return frozenset()
        written = LineIndex(self.code)
        return frozenset(
            line
            for line in range(len(self.index))
            if self._parsed_lines.line(line).strip() != written.line(line).strip()
            and not OLD_PRINT.match(written.line(line))
        )

    @cached_property
    def open_lines(self) -> frozenset[int]:
        """Of the mended lines those that may change anything: they call something, or are about to.

        ``if scheduler.last_epoch ==`` is none of them, ``optimizer.ze`` and ``reset(`` are.
        """
        written = LineIndex(self.code)
        return frozenset(line for line in self.mended_lines if _may_call(written.line(line)))

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments, in order; a ``#`` inside a string is none."""
        return comments_of(self.code, self.index)

    @cached_property
    def suppressions(self) -> list[Suppression]:
        """The comments that silence findings, in order."""
        return suppressions_of(self)

    # --- notebooks ------------------------------------------------------------------------

    @property
    def is_notebook(self) -> bool:
        """Whether the text is the joined cells of a notebook."""
        return self.notebook is not None

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells of a notebook that hold Python; none for a script."""
        return self.notebook.cells if self.notebook else ()

    def cell_at(self, line: int) -> tuple[int, int] | None:
        """The cell that a line belongs to, and the line's number in it, from 0; None in a script.

        A cell's number is its place among all cells of the file, those of text included, from 1.
        """
        cell = self.notebook.cell_of(line) if self.notebook else None
        return (cell.number, line - cell.first_line) if cell else None
