"""The figures as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.accuracy.measure import Outcome, Repair, Result


def recall_table(results: Sequence[Result], peers: Mapping[str, Sequence[bool]]) -> str:
    """For each family what was found, by torchvet and by the peers."""
    header = ["family", "mutants", "found", "hint", "missed", "recall", *peers]
    families: dict[tuple[bool, str], list[int]] = {}
    for number, each in enumerate(results):
        families.setdefault((not each.mutant.visible, each.mutant.family), []).append(number)
    rows = [
        _row(f"{family} (not in sight)" if hidden else family, numbers, results, peers)
        for (hidden, family), numbers in sorted(families.items())
    ]
    sums = [
        _row(title, [n for n, each in enumerate(results) if each.mutant.visible is visible], results, peers)
        for title, visible in (("all in sight", True), ("all not in sight", False))
    ]
    return _table([header, *rows, *sums])


def repair_table(results: Iterable[Result]) -> str:
    """For each family what the fixes make of what was found."""
    kinds = [kind for kind in Repair if kind is not Repair.NO_FIX]
    counts: dict[str, Counter[Repair]] = {}
    for result in results:
        if result.repair is not None:
            counts.setdefault(result.mutant.family, Counter())[result.repair] += 1
            counts.setdefault("~all", Counter())[result.repair] += 1
    header = ["family", *(kind.value for kind in kinds), "equal", "with its place aside", "no fix"]
    rows: list[list[str]] = []
    for family, found in sorted(counts.items()):
        fixed = sum(found[kind] for kind in kinds)
        shares = [
            _share(found[Repair.EQUAL], fixed),
            _share(found[Repair.EQUAL] + found[Repair.PLACE], fixed),
        ]
        numbers = [str(found[kind]) for kind in kinds]
        rows.append([family.lstrip("~"), *numbers, *shares, str(found[Repair.NO_FIX])])
    return _table([header, *rows])


def places(results: Iterable[Result], outcomes: Iterable[Outcome]) -> str:
    """Where the mutants with some outcomes are."""
    wanted = set(outcomes)
    return "\n".join(
        f"{each.outcome.value}: {each.mutant.family}: {each.mutant.place}"
        for each in results
        if each.outcome in wanted
    )


def repaired_places(results: Iterable[Result], repairs: Iterable[Repair]) -> str:
    """Where the fixes came out in some way."""
    wanted = set(repairs)
    return "\n".join(
        f"{each.repair.value if each.repair else None}: {each.mutant.family}: {each.mutant.place}"
        for each in results
        if each.repair in wanted
    )


def _row(
    title: str, numbers: list[int], results: Sequence[Result], peers: Mapping[str, Sequence[bool]]
) -> list[str]:
    counted = [n for n in numbers if results[n].outcome is not Outcome.ALREADY_THERE]
    outcomes = Counter(results[n].outcome for n in counted)
    cells = [str(len(counted))]
    cells += [str(outcomes[kind]) for kind in (Outcome.FOUND, Outcome.HINT, Outcome.MISSED)]
    cells.append(_share(outcomes[Outcome.FOUND], len(counted)))
    cells += [_share(sum(found[n] for n in counted), len(counted)) for found in peers.values()]
    return [title, *cells]


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def _table(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "| "
        + " | ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        + " |"
        for row in rows
    ]
    marks = ["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])]
    rule = "|" + "|".join(marks) + "|"
    return "\n".join([lines[0], rule, *lines[1:]])
