"""A tree for any text, as much of it as can be understood.

A text that Python refuses is cut into its statements. One that doesn't stand alone is mended
(``mending``), the indentation and the order of blocks are put right (``structure``), and no line
moves: positions in the tree are positions in the text.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field

from torchvet.source.mending import REFUSALS, mended, parse_quietly, skeleton_of, stands_alone
from torchvet.source.position import Position
from torchvet.source.statements import Layout, Stretch
from torchvet.source.structure import Structure
from torchvet.source.text import BYTE_ORDER_MARK

LEADING_NULS = re.compile("^\0+", re.MULTILINE)
UNPARSABLE = re.compile("[\0\ud800-\udfff]")

ROUNDS = 20
"""How often what is left to refuse after the mending is taken out before only whole pieces are kept."""


@dataclass(frozen=True, slots=True)
class SyntaxProblem:
    """Why Python refuses a text.

    Args:
        message: Python's own words.
        position: where it stopped.
    """

    message: str
    position: Position


@dataclass(frozen=True, slots=True)
class Recovered:
    """A tree, and what had to be changed for it.

    Args:
        tree: the tree; an empty module where nothing could be kept.
        code: the text that the tree was made from; it has the lines of the original.
        problem: why Python refuses the text as it stands; None where it doesn't.
        shifts: by line, how much further to the right its code stands in ``code`` than in the original.
    """

    tree: ast.Module
    code: str
    problem: SyntaxProblem | None = None
    shifts: dict[int, int] = field(default_factory=dict[int, int])


def parsable(text: str) -> str:
    """A text of the same length without the characters that no Python source can hold.

    A form feed at a line's start takes up room without indenting what follows.
    """
    if text.startswith(BYTE_ORDER_MARK):
        text = "\f" + text[1:]
    if UNPARSABLE.search(text):
        text = LEADING_NULS.sub(lambda nuls: "\f" * len(nuls.group()), text)
        text = UNPARSABLE.sub(lambda found: " " if found.group() == "\0" else "?", text)
    return text


def parse(code: str, barriers: tuple[int, ...] = ()) -> Recovered:
    """Makes a tree for any text; never raises.

    Args:
        code: a text without NULs and lone surrogates.
        barriers: lines that no statement reaches over (the first lines of notebook cells).
    """
    try:
        return Recovered(parse_quietly(code), code)
    except REFUSALS as error:
        layout = Layout(code, barriers)
        problem = _problem_in_parts(layout, barriers) or _problem(error)
        return _recover(layout, barriers, problem)


def _problem(error: Exception, first_line: int = 0) -> SyntaxProblem:
    if not isinstance(error, SyntaxError):
        return SyntaxProblem("the code is nested too deeply", Position(first_line, 0))
    line, column = first_line + (error.lineno or 1) - 1, (error.offset or 1) - 1
    return SyntaxProblem(error.msg, Position(max(0, line), max(0, column)))


def _problem_in_parts(layout: Layout, barriers: tuple[int, ...]) -> SyntaxProblem | None:
    """The problem of the first part between barriers that Python refuses by itself."""
    for first, after in zip(barriers, (*barriers[1:], len(layout.rows)), strict=False):
        try:
            parse_quietly("\n".join(layout.rows[first:after]))
        except REFUSALS as error:
            return _problem(error, first)
    return None


def _recover(layout: Layout, barriers: tuple[int, ...], problem: SyntaxProblem) -> Recovered:
    statements = _mended_statements(layout)
    if layout.has_open_string:
        layout.distrusts_strings = True
        statements = _mended_statements(layout)
    structure = Structure(layout, statements, barriers)
    for _ in range(ROUNDS):
        text = structure.text()
        try:
            return Recovered(parse_quietly(text), text, problem, structure.shifts)
        except REFUSALS as error:
            if not _take_out(statements, getattr(error, "lineno", None)):
                break
            structure = Structure(layout, statements, barriers)
    text = structure.text()
    return Recovered(_pieces(structure), text, problem, structure.shifts)


def _mended_statements(layout: Layout) -> list[tuple[Stretch, str]]:
    """The statements of a text, each with the code that stands for it."""
    statements: list[tuple[Stretch, str]] = []
    row = 0
    while row < len(layout.rows):
        if layout.is_blank(row):
            row += 1
            continue
        stretch = layout.statement_at(row)
        code = stretch.code
        if not stands_alone(code):
            stretch, code = mended(layout, stretch)
        statements.append((stretch, code))
        row = stretch.after
    return statements


def _take_out(statements: list[tuple[Stretch, str]], row: int | None) -> bool:
    """Replaces the statement that Python stopped at by a skeleton; whether there was anything to replace."""
    for number, (stretch, code) in enumerate(statements):
        if row is not None and stretch.first < row <= stretch.after:
            skeleton = stretch.indent + skeleton_of(stretch.code)
            for simpler in (skeleton, stretch.indent + "pass"):
                if code != simpler:
                    statements[number] = (stretch, simpler)
                    return True
                code = simpler
            return False
    return False


def _pieces(structure: Structure) -> ast.Module:
    """The module of those outermost statements that Python takes."""
    module = ast.Module(body=[], type_ignores=[])
    for first, text in structure.pieces():
        try:
            piece = parse_quietly(text)
        except REFUSALS:
            continue
        ast.increment_lineno(piece, first)
        module.body += piece.body
    return module
