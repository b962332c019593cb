"""A tree for any text."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from torchvet.source.position import Position

UNPARSABLE = re.compile("[\0\ud800-\udfff]")
REFUSALS = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What ``ast.parse`` raises for a text that it doesn't take."""


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
    """A tree, and what had to be overlooked for it.

    Args:
        tree: the tree; an empty module where nothing could be kept.
        code: the text that the tree was made from; positions in it are positions in the document.
        problem: why Python refuses the text as it stands; None where it doesn't.
    """

    tree: ast.Module
    code: str
    problem: SyntaxProblem | None


def parse_quietly(code: str) -> ast.Module:
    """``ast.parse`` without the warnings that it prints for dubious literals."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(code)


def parse(code: str) -> Recovered:
    """Makes a tree for any text; never raises."""
    try:
        return Recovered(parse_quietly(code), code, None)
    except REFUSALS as error:
        problem = SyntaxProblem(str(error), Position(max(0, (getattr(error, "lineno", 1) or 1) - 1), 0))
        return Recovered(ast.Module(body=[], type_ignores=[]), code, problem)
