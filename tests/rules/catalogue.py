"""The catalogue of cases: what has to be found and what must stay silent, and the cases that show each."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from tests.rules.cases import CASES, Case

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

CATALOGUE = CASES / "catalogue.toml"
HIDDEN = "hidden"


@dataclass(frozen=True)
class Entry:
    """One line of the catalogue.

    Args:
        section: the mistake that it belongs to ("zero-grad"), or "hidden".
        kind: "found", "silent", or "both" for what hides a mistake and must make none up.
        what: the shape, in words.
        cases: the cases that show it.
    """

    section: str
    kind: str
    what: str
    cases: tuple[Case, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The rules that it is about."""
        return tuple(sorted({case.code for case in self.cases}))


def entries() -> list[Entry]:
    """The catalogue, in its order."""
    with CATALOGUE.open("rb") as file:
        content: dict[str, dict[str, Any]] = tomllib.load(file)
    found: list[Entry] = []
    for section, parts in content.items():
        kinds = {"both": parts} if section == HIDDEN else parts
        for kind, lines in kinds.items():
            for what, names in lines.items():
                found.append(Entry(section, kind, what, tuple(Case(CASES / name) for name in names)))
    return found
