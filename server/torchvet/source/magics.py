"""Takes what is IPython's and not Python's out of a notebook cell, moving nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from torchvet.source.mending import REFUSALS, parse_quietly, stands_alone
from torchvet.source.statements import Layout, indent_of

CELL_MAGIC = re.compile(r"\s*%%(\w*)")
PYTHON_CELL_MAGICS = frozenset(
    (
        "capture",
        "chime",
        "debug",
        "heat",
        "ipytest",
        "lprun",
        "memit",
        "memray_flamegraph",
        "mprun",
        "notify",
        "prun",
        "pyinstrument",
        "run_pytest",
        "scalene",
        "snakeviz",
        "time",
        "timeit",
        "viztracer",
        "wandb",
    )
)
"""Cell magics whose cell holds Python that runs in the notebook's own process."""

LINE_MAGIC = re.compile(r"[ \t]*(?:[%!?]|[\w.*]+(?:\[[^\]]*\][\w.]*)*\?{1,2}[ \t]*(?:#.*)?\Z)")
TIMED_STATEMENT = re.compile(r"([ \t]*)(%time[ \t])(?=[ \t]*[^\s-])")
ASSIGNED_MAGIC = re.compile(r"([ \t]*[^\W\d][\w., \t\[\]'\"]*=[ \t]*)([!%].*)")
AUTOMATIC = (
    r"[ \t]*(?:pip3?|conda|mamba|uv|apt(?:-get)?|cd|ls|ll|cat|cp|mv|mkdir|rm|rmdir|wget|curl|git|unzip|tar"
    r"|run|load|load_ext|reload_ext|matplotlib|env|who|whos|time|timeit)[ \t]+[^\s=,(\[)]"
)
"""What IPython takes for a magic without its sign, if Python can't take it for anything."""

AUTOMATIC_MAGIC = re.compile(AUTOMATIC)
LIKELY = re.compile(rf"[%!?]|^{AUTOMATIC}", re.MULTILINE)
"""Without this a cell is Python or broken."""


@lru_cache(maxsize=2_000)
def without_magics(source: str) -> str:
    """The cell's source with magics, shell commands and help replaced by statements of the same length.

    Args:
        source: a cell's source as it stands in the notebook.
    """
    if not LIKELY.search(source):
        return source
    try:
        parse_quietly(source)
    except REFUSALS:
        return _blanked(source)
    return source


def _blanked(source: str) -> str:
    magic = CELL_MAGIC.match(source)
    layout = Layout(source)
    rows = list(layout.rows)
    if magic and magic.group(1) not in PYTHON_CELL_MAGICS:
        rows = [_nothing(row) for row in rows]
    else:
        _blank_lines(layout, rows)
    return "".join(row + end for row, end in zip(rows, layout.ends, strict=True))


def _blank_lines(layout: Layout, rows: list[str]) -> None:
    """Replaces the lines of a cell that are no Python."""
    row = 0
    while row < len(rows):
        text = rows[row]
        if layout.is_blank(row):
            row += 1
        elif replaced := _replaced(text):
            rows[row] = replaced
            while text.endswith("\\") and row + 1 < len(rows):
                row += 1
                text, rows[row] = rows[row], _nothing(rows[row])
            row += 1
        else:
            row = layout.statement_at(row).after


def _replaced(row: str) -> str | None:
    """What stands for a line that is no Python; None for one that may be."""
    timed = TIMED_STATEMENT.match(row)
    if timed and stands_alone(statement := row[timed.end() :].strip()) and not statement.endswith(":"):
        return timed.group(1) + "0;".ljust(len(timed.group(2))) + row[timed.end() :]
    assigned = ASSIGNED_MAGIC.match(row)
    if assigned:
        return assigned.group(1) + "0".ljust(len(assigned.group(2)))
    if LINE_MAGIC.match(row):
        return _statement(row)
    is_automatic = AUTOMATIC_MAGIC.match(row) and not stands_alone(row.strip())
    return _statement(row) if is_automatic else None


def _statement(row: str) -> str:
    """A statement that does nothing, as long as a line."""
    indent = indent_of(row)
    room = len(row) - len(indent)
    return indent + ("pass" if room >= len("pass") else "0").ljust(room)


def _nothing(row: str) -> str:
    return " " * len(row)
