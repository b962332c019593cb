"""A right file with one mistake put into it, and what counts as finding the mistake."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.accuracy.edits import Change, apply
from benchmarks.accuracy.program import Source


@dataclass(frozen=True, slots=True)
class Mutant:
    """One injected mistake.

    Args:
        family: which mistake was made, and how ("zero_grad deleted").
        visible: whether the file's text (with the modules of its package) shows what the mistake
            depends on; where it doesn't, the contract asks for a hint at most.
        path: the file that is checked.
        texts: the changed files' texts, by path.
        original: the same files' texts before.
        line: where the mistake was made, in the changed text of the first of them.
        codes: the rules of which one has to find it.
        lines: the lines of ``path`` where it counts as found, the first and the last; None for any.
    """

    family: str
    visible: bool
    path: Path
    texts: dict[Path, str]
    original: dict[Path, str]
    line: int
    codes: tuple[str, ...]
    lines: tuple[int, int] | None

    @property
    def text(self) -> str:
        """The text of the file that is checked."""
        return self.texts[self.path]

    @property
    def is_valid(self) -> bool:
        """Whether the changed text is a program, and another one."""
        try:
            trees = [(ast.parse(text), ast.parse(self.original[path])) for path, text in self.texts.items()]
        except (SyntaxError, ValueError, RecursionError):
            return False
        return any(ast.dump(changed) != ast.dump(before) for changed, before in trees)

    @property
    def place(self) -> str:
        """Where the mistake was made, for people."""
        return f"{next(iter(self.texts))}:{self.line}"


def mutate(
    source: Source,
    family: str,
    codes: tuple[str, ...],
    changes: Iterable[Change],
    *,
    around: ast.expr | ast.stmt | None,
    visible: bool = True,
    right: Iterable[Change] = (),
) -> Mutant | None:
    """A mutant of one file; None where the changes change nothing.

    Args:
        around: the node of the original text within whose lines a finding counts; None for the whole file.
        right: for a mistake that adds something: the changes that add it as it should be. The file after
            them is the original that a fix is compared with.
    """
    made = list(changes)
    text = apply(source.text, made)
    if text == source.text:
        return None
    line = source.lines.line_of(min(change.start for change in made))
    lines = None
    if around is not None:
        more = text.count("\n") - source.text.count("\n")
        lines = (around.lineno, (around.end_lineno or around.lineno) + max(more, 0))
    return Mutant(
        family,
        visible,
        source.path,
        {source.path: text},
        {source.path: apply(source.text, right)},
        line,
        codes,
        lines,
    )
