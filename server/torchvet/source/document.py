"""A source text with its tree, positions and comments."""

from __future__ import annotations

import ast
import re
from functools import cached_property
from pathlib import Path
from typing import Literal

from torchvet.source.comments import Comment, comments_of
from torchvet.source.encoding import Encoding, decode
from torchvet.source.position import Position, Range
from torchvet.source.recovery import Recovered, SyntaxProblem, parse
from torchvet.source.text import LineIndex, Unit, column_of_units, newline_of
from torchvet.source.unreadable import UnreadableSource

__all__ = ["Document", "FunctionNode", "LoopNode", "UnreadableSource"]

Kind = Literal["script", "notebook"]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
LoopNode = ast.For | ast.AsyncFor | ast.While

MENTIONS = re.compile(
    "torch|lightning|ignite|accelerate|fastai|transformers|deepspeed|DataLoader|zero_grad|backward"
)
"""A text with none of these words can hold no mistake that torchvet knows."""

LEADING_NULS = re.compile("^\0+", re.MULTILINE)
UNPARSABLE = re.compile("[\0\ud800-\udfff]")
BYTE_ORDER_MARK = "\ufeff"


class Document:
    """A Python script or a notebook, read-only; what is costly is made when it is first asked for.

    Make one with ``from_text``, ``from_bytes`` or ``from_path``.

    Attributes:
        text: the text as it stands.
        filename: the name that findings carry.
        encoding: how the file is written as bytes.
    """

    def __init__(self, text: str, filename: str, encoding: Encoding | None = None) -> None:
        self.text = text
        self.filename = filename
        self.encoding = encoding or Encoding()

    # --- making ---------------------------------------------------------------------------

    @classmethod
    def from_text(
        cls, text: str, filename: str, kind: Literal["script", "notebook"] | None = None
    ) -> Document:
        """Makes a document of a text as an editor holds it.

        Args:
            text: a script's text, or a notebook's JSON.
            filename: the name that findings carry.
            kind: what the text is; by default what the file's suffix says.

        Raises:
            UnreadableSource: a notebook's JSON cannot be read.
        """
        return cls(text, filename)

    @classmethod
    def from_bytes(cls, data: bytes, filename: str) -> Document:
        """Makes a document of a file's content.

        Raises:
            UnreadableSource: the bytes are not text in the file's encoding, or no notebook.
        """
        text, encoding = decode(data, filename)
        return cls(text, filename, encoding)

    @classmethod
    def from_path(cls, path: Path | str) -> Document:
        """Reads a file.

        Raises:
            UnreadableSource: it cannot be opened or isn't readable as Python source.
        """
        return cls.from_bytes(read_bytes(Path(path)), str(path))

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
        code = self.text
        if code.startswith(BYTE_ORDER_MARK):
            code = "\f" + code[1:]
        if UNPARSABLE.search(code):
            code = LEADING_NULS.sub(lambda match: "\f" * len(match.group()), code)
            code = UNPARSABLE.sub(lambda match: " " if match.group() == "\0" else "?", code)
        return code

    @cached_property
    def _recovered(self) -> Recovered:
        return parse(self.code)

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
        ranges = [self.range_of(child) for child in ast.iter_child_nodes(node)]
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
        return self.text_at(self.range_of(node))

    @cached_property
    def _parents(self) -> dict[ast.AST, ast.AST]:
        return {child: parent for parent in ast.walk(self.tree) for child in ast.iter_child_nodes(parent)}

    def parent_of(self, node: ast.AST) -> ast.AST | None:
        """The node that holds a node; None for the module and for nodes of another tree."""
        return self._parents.get(node)

    def statement_of(self, node: ast.AST) -> ast.stmt:
        """The innermost statement that holds a node, or the node itself.

        Raises:
            ValueError: the node is in no statement of this document.
        """
        current: ast.AST | None = node
        while current is not None:
            if isinstance(current, ast.stmt):
                return current
            current = self.parent_of(current)
        raise ValueError(f"{type(node).__name__} stands in no statement of {self.filename}")

    def enclosing_function(self, node: ast.AST) -> FunctionNode | None:
        """The innermost ``def`` in whose body a node stands (not in its decorators or defaults)."""
        child, parent = node, self.parent_of(node)
        while parent is not None:
            if isinstance(parent, FunctionNode) and child in parent.body:
                return parent
            child, parent = parent, self.parent_of(parent)
        return None

    def enclosing_loop(self, node: ast.AST) -> LoopNode | None:
        """The innermost loop of the same function that executes a node each turn.

        That is a loop's body and a ``while``'s test, not its ``else`` nor a ``for``'s iterable.
        """
        child, parent = node, self.parent_of(node)
        while parent is not None:
            if isinstance(parent, FunctionNode | ast.Lambda | ast.ClassDef):
                return None
            if isinstance(parent, LoopNode) and _runs_each_turn(parent, child):
                return parent
            child, parent = parent, self.parent_of(parent)
        return None

    # --- comments -------------------------------------------------------------------------

    @cached_property
    def comments(self) -> list[Comment]:
        """The comments, in order; a ``#`` inside a string is none."""
        return comments_of(self.code, self.index)

    # --- notebooks ------------------------------------------------------------------------

    @property
    def is_notebook(self) -> bool:
        """Whether the text is the joined cells of a notebook."""
        return False

    def cell_at(self, line: int) -> tuple[int, int] | None:
        """The cell that a line belongs to, from 1, and the line's number in it, from 0; None in a script."""
        return None


def _runs_each_turn(loop: LoopNode, child: ast.AST) -> bool:
    """Whether a direct child of a loop is executed each turn."""
    if isinstance(loop, ast.While):
        return child is loop.test or child in loop.body
    return child is loop.target or child in loop.body


def read_bytes(path: Path) -> bytes:
    """A file's content.

    Raises:
        UnreadableSource: with one sentence that says why, and what to do.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise UnreadableSource(f"{path} does not exist (any more).") from None
    except IsADirectoryError:
        raise UnreadableSource(f"{path} is a folder, where a file was expected.") from None
    except PermissionError:
        raise UnreadableSource(f"{path} may not be read: check its permissions.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableSource(f"{path} cannot be read: {reason}.") from None
