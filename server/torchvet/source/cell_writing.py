"""Writes cells' sources into a notebook's JSON and leaves every other character of it as it is."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

SPACE = re.compile(r"[ \t\r\n]*")
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
    """A source as JSON, in the manner of the JSON that stood there."""
    if not old.startswith("["):
        return json.dumps(source, ensure_ascii=escapes)
    strings = list(STRING.finditer(old))
    if not strings:
        return json.dumps(LINE.findall(source), ensure_ascii=escapes)
    kept = {cast("str", json.loads(each.group(), strict=False)): each.group() for each in strings}
    before, after = old[: strings[0].start()], old[strings[-1].end() :]
    between = old[strings[0].end() : strings[1].start()] if len(strings) > 1 else f",{before[1:] or ' '}"
    lines = [kept.get(line) or json.dumps(line, ensure_ascii=escapes) for line in LINE.findall(source)]
    return before + between.join(lines) + after if lines else "[]"


# --- where values stand -------------------------------------------------------------------


def _source_spans(raw: str) -> Iterator[Span]:
    """For each cell in order where its source stands in the JSON; an empty span for one that has none."""
    for cells in _cell_lists(raw):
        for cell in _items(raw, cells[0]):
            members = dict(_members(raw, cell[0]))
            yield members.get("source") or members.get("input") or (cell[0], cell[0])


def _cell_lists(raw: str) -> Iterator[Span]:
    """Where the lists of cells stand, in the file itself or in its worksheets."""
    for name, span in _members(raw, _skip(raw, 0)):
        if name == "cells":
            yield span
        for sheet in _items(raw, span[0]) if name == "worksheets" else ():
            yield from (inner for key, inner in _members(raw, sheet[0]) if key == "cells")


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
