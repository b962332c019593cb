"""Puts the blocks of mended statements right: bodies, clauses, indentation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from torchvet.source.mending import UNFINISHED, keyword_of, opens_block
from torchvet.source.statements import Layout, Stretch, indent_of, width_of
from torchvet.source.text import LINE_END

ALWAYS = "if True:"
SOMETIMES = f"if {UNFINISHED}:"

CLAUSES = frozenset({"elif", "else", "except", "finally"})
FOLLOWERS: dict[str, frozenset[str]] = {
    "if": frozenset({"elif", "else"}),
    "elif": frozenset({"elif", "else"}),
    "for": frozenset({"else"}),
    "while": frozenset({"else"}),
    "try": frozenset({"except", "finally"}),
    "except": frozenset({"except", "else", "finally"}),
}
"""Which clauses may follow a statement at the same level."""


@dataclass(slots=True)
class _Block:
    """A level of indentation.

    Args:
        indent: the white space before its statements.
        clauses: the clauses that may come next.
        lone_try: the statement of a ``try`` that has no ``except`` or ``finally`` yet.
        of_match: the ``match`` that it is the block of.
        decorators: the decorators that wait for their definition.
    """

    indent: str
    clauses: frozenset[str] = frozenset()
    lone_try: Stretch | None = None
    of_match: Stretch | None = None
    decorators: list[Stretch] = field(default_factory=list[Stretch])

    @property
    def width(self) -> int:
        return width_of(self.indent)


class Structure:
    """The text of mended statements, with blocks that fit.

    Args:
        layout: the original lines.
        statements: the statements in order, each with the code that stands for it.
        barriers: lines at which all blocks end.

    Attributes:
        shifts: by line, how much further to the right its code stands than in the original.
    """

    def __init__(
        self, layout: Layout, statements: list[tuple[Stretch, str]], barriers: tuple[int, ...]
    ) -> None:
        self.shifts: dict[int, int] = {}
        self._ends = layout.ends
        self._rows = list(layout.rows)
        self._blocks = [_Block("")]
        self._header: tuple[Stretch, str, str] | None = None
        self._empty: set[int] = set()
        self._outermost: list[int] = []
        waiting = sorted(barriers, reverse=True)
        for stretch, code in statements:
            while waiting and waiting[-1] <= stretch.first:
                waiting.pop()
                self._end_blocks()
            self._add(stretch, code)
        self._end_blocks()

    def text(self) -> str:
        """The whole text."""
        return "".join(row + end for row, end in zip(self._rows, self._ends, strict=True))

    def pieces(self) -> Iterator[tuple[int, str]]:
        """The outermost statements' first lines and texts."""
        for first, after in zip(self._outermost, [*self._outermost[1:], len(self._rows)], strict=True):
            yield first, "\n".join(self._rows[first:after]) + "\n"

    # --- one statement --------------------------------------------------------------------

    def _add(self, stretch: Stretch, code: str) -> None:
        keyword = keyword_of(code)
        if code != stretch.code or stretch.rows[-1].endswith("\\"):
            self._replace(stretch, code)
        self._enter(stretch)
        self._leave(stretch)
        block = self._blocks[-1]
        self._reindent(stretch, block.indent)
        if block.of_match and keyword != "case":
            self._replace(block.of_match, indent_of(self._rows[block.of_match.first]) + ALWAYS)
            block.of_match = None
        is_stray_case = keyword == "case" and not block.of_match
        if is_stray_case or (keyword in CLAUSES and keyword not in block.clauses):
            code = self._replace_header(stretch, code, SOMETIMES)
            keyword = "if"
        if keyword not in ("def", "class", "@"):
            self._drop_decorators(block)
        self._follow(stretch, keyword, block)
        self._header = (stretch, keyword, code) if opens_block(code) else None

    def _follow(self, stretch: Stretch, keyword: str, block: _Block) -> None:
        """Notes what a statement lets follow it."""
        if keyword in ("except", "finally") or keyword not in CLAUSES:
            if keyword not in CLAUSES:
                self._settle_try(block)
            block.lone_try = stretch if keyword == "try" else None
        ends_try = keyword == "else" and "finally" in block.clauses
        block.clauses = frozenset({"finally"}) if ends_try else FOLLOWERS.get(keyword, frozenset())
        if len(self._blocks) == 1 and keyword not in CLAUSES and not block.decorators:
            self._outermost.append(stretch.first)
        if keyword == "@":
            block.decorators.append(stretch)
        else:
            block.decorators.clear()

    # --- blocks ---------------------------------------------------------------------------

    def _enter(self, stretch: Stretch) -> None:
        """Opens the block of the statement before, or gives it a body where none follows."""
        if self._header is None:
            return
        header, keyword, _ = self._header
        block = self._blocks[-1]
        if width_of(stretch.indent) <= width_of(header.indent):
            self._give_body()
            return
        self._header = None
        indent = stretch.indent
        if not indent.startswith(block.indent):
            indent = block.indent + " " * max(1, width_of(indent) - block.width)
        self._blocks.append(_Block(indent, of_match=header if keyword == "match" else None))

    def _leave(self, stretch: Stretch) -> None:
        """Closes the blocks that a statement's indentation says have ended."""
        width = width_of(stretch.indent)
        while len(self._blocks) > 1 and width < self._blocks[-1].width:
            inner, outer = self._blocks[-1].width, self._blocks[-2].width
            if width - outer > inner - width:
                return
            self._end_block()

    def _end_block(self) -> None:
        block = self._blocks.pop()
        self._settle_try(block)
        self._drop_decorators(block)

    def _end_blocks(self) -> None:
        """Ends everything, as a text's end does."""
        self._give_body()
        while self._blocks:
            self._end_block()
        self._blocks = [_Block("")]

    def _give_body(self) -> None:
        """Ends a block that has no statement yet."""
        if self._header is None:
            return
        header, keyword, code = self._header
        self._header = None
        self._empty.add(header.first)
        self._replace(header, header.indent + "pass" if keyword == "match" else code + " pass")
        self._reindent(header, self._blocks[-1].indent)

    def _settle_try(self, block: _Block) -> None:
        """Makes a ``try`` that nothing follows a block that is always executed."""
        if block.lone_try:
            code = "pass" if block.lone_try.first in self._empty else block.lone_try.code
            self._replace_header(block.lone_try, code, ALWAYS)
            block.lone_try = None

    def _drop_decorators(self, block: _Block) -> None:
        for decorator in block.decorators:
            self._replace(decorator, "")
        block.decorators.clear()

    # --- lines ----------------------------------------------------------------------------

    def _replace(self, stretch: Stretch, code: str) -> None:
        """Writes a statement's code into its lines."""
        rows = LINE_END.split(code)
        rows += [""] * (len(stretch.rows) - len(rows))
        self._rows[stretch.first : stretch.after] = rows

    def _replace_header(self, stretch: Stretch, code: str, header: str) -> str:
        """Writes another first line for a block, and returns it; a body on the same line goes."""
        code = indent_of(self._rows[stretch.first]) + (header if code.endswith(":") else "pass")
        self._replace(stretch, code)
        return code

    def _reindent(self, stretch: Stretch, indent: str) -> None:
        """Moves a statement's first line to an indentation."""
        row = self._rows[stretch.first]
        old = indent_of(row)
        if old != indent:
            self._rows[stretch.first] = indent + row[len(old) :]
            self.shifts[stretch.first] = len(indent) - len(old)
