"""Writes cells' sources into a notebook's JSON and leaves every other character of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, pairwise
from typing import cast

SPACE = re.compile(r"[ \t\r\n]*")
CHARACTER = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.|.", re.DOTALL
)
STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
TOKEN = re.compile(STRING.pattern + r"|[\[\]{}]|[^\[\]{}\",:\s]+", re.DOTALL)
NON_ASCII_ESCAPE = re.compile(r"\\u(?!00[0-7])[0-9a-fA-F]{4}")
LINE = re.compile(r"[^\n]*\n|[^\n]+")

Span = tuple[int, int]


def rewritten(raw: str, changed: Mapping[int, str]) -> str:
    """A notebook's JSON with other sources in some cells.

    Args:
        raw: the JSON as it stands.
        changed: sources by the cells' places among all cells, from 1.
    """
    escapes = raw.isascii() and NON_ASCII_ESCAPE.search(raw) is not None
    pieces: list[str] = []
    done = 0
    for number, (start, end) in enumerate(_source_spans(raw), 1):
        if number in changed and start < end:
            pieces += [raw[done:start], _written(raw[start:end], changed[number], escapes)]
            done = end
    return "".join([*pieces, raw[done:]])


def _written(old: str, source: str, escapes: bool) -> str:
    """A source as JSON, with what it has in common with the JSON that stood there as it was spelled."""
    strings = list(STRING.finditer(old)) if old.startswith("[") else [STRING.fullmatch(old)]
    if not strings or strings[0] is None:
        return json.dumps(LINE.findall(source) if old.startswith("[") else source, ensure_ascii=escapes)
    pieces = _spelled([each.group()[1:-1] for each in strings if each], source, escapes)
    if not old.startswith("["):
        return f'"{"".join(pieces)}"'
    first, last = strings[0], strings[-1]
    before, after = old[: first.start()], old[last.end() if last else first.end() :]
    second = strings[1] if len(strings) > 1 else None
    between = old[first.end() : second.start()] if second else f",{before[1:] or ' '}"
    return before + between.join(f'"{piece}"' for piece in pieces) + after if source else "[]"


def _spelled(strings: Sequence[str], source: str, escapes: bool) -> list[str]:
    """The insides of JSON strings that make up a source together; only what has changed is spelled anew.

    Args:
        strings: the insides of those that stood there.
        source: the source.
        escapes: whether other than ASCII characters are escaped.
    """
    spellings = [found.group() for string in strings for found in CHARACTER.finditer(string)]
    old = "".join(map(_meant, spellings))
    start, back = common_ends(old, source)
    behind = len(source) - back
    new = [json.dumps(each, ensure_ascii=escapes)[1:-1] for each in source[start:behind]]
    spelled = [*spellings[:start], *new, *spellings[len(spellings) - back :]]
    ends = set(accumulate(sum(1 for _ in CHARACTER.finditer(string)) for string in strings))
    cuts = {end for end in ends if end < start}
    cuts |= {end + len(source) - len(old) for end in ends if end > len(old) - back}
    cuts |= {at + 1 for at in range(max(start - 1, 0), min(behind + 1, len(source))) if source[at] == "\n"}
    cuts = {0, *cuts, len(source)}
    return ["".join(spelled[begin:end]) for begin, end in pairwise(sorted(cuts))] or [""]


def _meant(spelling: str) -> str:
    """The character that is spelled so inside a JSON string."""
    return cast("str", json.loads(f'"{spelling}"')) if spelling.startswith("\\") else spelling


def common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How much of two texts is the same at their starts, and behind that at their ends."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    most = shorter - start
    return start, next((back for back in range(most) if one[-1 - back] != other[-1 - back]), most)


# --- where values stand -------------------------------------------------------------------


def _source_spans(raw: str) -> Iterator[Span]:
    """For each cell in order where its source stands in the JSON; an empty span for one that has none."""
    for cells in _cell_lists(raw):
        for cell in _items(raw, cells[0]):
            members = dict(_members(raw, cell[0]))
            yield members.get("source") or members.get("input") or (cell[0], cell[0])


def _cell_lists(raw: str) -> Iterator[Span]:
    """Where the lists of cells stand, in the file itself or in its worksheets."""
    for name, span in dict(_members(raw, _skip(raw, 0))).items():
        if name == "cells":
            yield span
        for sheet in _items(raw, span[0]) if name == "worksheets" else ():
            yield from (inner for key, inner in dict(_members(raw, sheet[0])).items() if key == "cells")


def _members(raw: str, start: int) -> Iterator[tuple[str, Span]]:
    """The members of the object that begins at an offset, each with where its value stands."""
    offset = _skip(raw, start + 1)
    while raw[start] == "{" and raw[offset] != "}":
        after = _end_of_value(raw, offset)
        name = cast("str", json.loads(raw[offset:after], strict=False))
        value = _skip(raw, _skip(raw, after) + 1)
        end = _end_of_value(raw, value)
        yield name, (value, end)
        offset = _after_comma(raw, end)


def _items(raw: str, start: int) -> Iterator[Span]:
    """Where the items of the array stand that begins at an offset."""
    offset = _skip(raw, start + 1)
    while raw[start] == "[" and raw[offset] != "]":
        end = _end_of_value(raw, offset)
        yield offset, end
        offset = _after_comma(raw, end)


def _skip(raw: str, offset: int) -> int:
    """The offset after the white space at an offset."""
    match = SPACE.match(raw, offset)
    return match.end() if match else offset


def _after_comma(raw: str, offset: int) -> int:
    """The offset of what follows a value: the next value's, or the closing bracket's."""
    offset = _skip(raw, offset)
    return _skip(raw, offset + 1) if raw[offset] == "," else offset


def _end_of_value(raw: str, start: int) -> int:
    """The offset after the value that begins at an offset of valid JSON."""
    depth = 0
    for token in TOKEN.finditer(raw, start):
        if token.group() in ("[", "{"):
            depth += 1
        elif token.group() in ("]", "}"):
            depth -= 1
        if depth == 0:
            return token.end()
    return len(raw)
