"""Prints which cases of the catalogue pass: .venv/bin/python scripts/case_table.py [--failures]

A line is a shape of a mistake, or something that only looks like one, with the number of its cases that
pass. What is expected stands in the cases; see tests/cases/catalogue.toml.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "server")]

from tests.rules.cases import Case, explained_by, line_of  # noqa: E402
from tests.rules.catalogue import Entry, entries  # noqa: E402

KINDS = {"found": "found", "silent": "silent", "both": "found and silent"}


def passes(case: Case) -> bool:
    """Whether exactly what a case expects is found, and explained by the places that it marks."""
    findings = case.found()
    found = Counter((Path(each.filename).name, line_of(each)) for each in findings)
    explained = not case.explained or explained_by(findings) == case.explained
    return found == case.expected and explained


def main(arguments: list[str]) -> int:
    """Prints the table; returns 1 if a case fails."""
    known: dict[str, bool] = {}
    rows: list[tuple[Entry, int]] = []
    for entry in entries():
        for case in entry.cases:
            if case.name not in known:
                known[case.name] = passes(case)
        rows.append((entry, sum(known[case.name] for case in entry.cases)))
    section = ""
    for entry, passed in rows:
        if "--failures" in arguments and passed == len(entry.cases):
            continue
        if entry.section != section:
            section = entry.section
            print(f"\n{section}")
        mark = "pass" if passed == len(entry.cases) else "FAIL"
        print(f"  {mark}  {passed}/{len(entry.cases)}  {KINDS[entry.kind]:<16}  {entry.what}")
        for case in entry.cases:
            if not known[case.name]:
                print(f"                    fails: {case.name}")
    whole = sum(passed == len(entry.cases) for entry, passed in rows)
    print(f"\n{whole} of {len(rows)} entries pass; {sum(known.values())} of {len(known)} cases.")
    return 0 if all(known.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
