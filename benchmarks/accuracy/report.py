"""The figures as text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from benchmarks.accuracy.beside_peers import AsTheyAre, Judged, Said
from benchmarks.accuracy.measure import Outcome, Repair, Result

_BAD = (Repair.STILL_FOUND, Repair.NEW_FINDING, Repair.BROKEN)

Judgements = Mapping[str, Sequence[Judged]]
"""What the peers make of the mutants, by their names."""


def recall_tables(results: Sequence[Result], peers: Judgements) -> str:
    """For each family what was found, by torchvet and by the peers; those in sight and the others apart."""
    counted = [n for n, each in enumerate(results) if each.outcome is not Outcome.ALREADY_THERE]
    parts: list[str] = []
    for title, visible in (("In sight", True), ("Not in sight", False)):
        numbers = [n for n in counted if results[n].mutant.visible is visible]
        parts += [_recall_title(title, numbers, results, peers), _recall_table(numbers, results, peers)]
    there = len(results) - len(counted)
    return "\n\n".join([*parts, f"{there} are no mutants: their original has such a finding already."])


def _recall_title(title: str, numbers: list[int], results: Sequence[Result], peers: Judgements) -> str:
    outcomes = Counter(results[n].outcome for n in numbers)
    found = f"{title}: found {_of(outcomes[Outcome.FOUND], len(numbers))}"
    lines = [f"{found}, {outcomes[Outcome.HINT]} more as a hint."]
    for name, judged in peers.items():
        mine = [judged[n] for n in numbers]
        unfinished = mine.count(Judged.UNFINISHED)
        lines.append(
            f"{name}: found {_of(*_figures(mine))} that it has a rule for; {unfinished} not finished."
        )
    return "\n".join(lines)


def _recall_table(numbers: list[int], results: Sequence[Result], peers: Judgements) -> str:
    families: dict[str, list[int]] = {}
    for n in numbers:
        families.setdefault(results[n].mutant.family, []).append(n)
    header = ["family", "mutants", "found", "hint", "missed", "recall", *peers]
    rows = [_row(family, mine, results, peers) for family, mine in sorted(families.items())]
    return _table([header, *rows, _row("all", numbers, results, peers)])


def repair_table(results: Iterable[Result]) -> str:
    """For each family what the fixes make of what was found."""
    families: dict[str, Counter[Repair]] = {}
    for result in results:
        if result.repair is not None:
            families.setdefault(result.mutant.family, Counter())[result.repair] += 1
    total = sum(families.values(), Counter[Repair]())
    fixed = total.total() - total[Repair.NO_FIX]
    kinds = (Repair.EQUAL, Repair.PLACE, Repair.DIFFERENT)
    header = ["family", *(kind.value for kind in kinds), "still found, new or broken", Repair.NO_FIX.value]
    rows = [
        [
            family,
            *(str(found[kind]) for kind in kinds),
            str(sum(found[kind] for kind in _BAD)),
            str(found[Repair.NO_FIX]),
        ]
        for family, found in [*sorted(families.items()), ("all", total)]
    ]
    equal, place = total[Repair.EQUAL], total[Repair.PLACE]
    title = (
        f"Fixes: {_of(equal, fixed)} equal, {place} more but for the call's place"
        f" (together {_share(equal + place, fixed)}), {total[Repair.DIFFERENT]} different."
    )
    return "\n".join([title, "", _table([header, *rows])])


def packages_table(said: Mapping[str, AsTheyAre]) -> str:
    """What was said of the packages as they are."""
    header = ["checker", "files", "reports", "errors", "warnings", "notes", "files without an answer"]
    rows: list[list[str]] = []
    for name, each in said.items():
        counts = Counter(one.report.severity for one in each.said)
        severities = [str(counts[kind]) if counts[kind] or not counts[""] else "-" for kind in _SEVERITIES]
        problems = ", ".join(f"{number} {why}" for why, number in each.problems.items())
        rows.append([name, str(each.files), str(len(each.said)), *severities, problems or "0"])
    codes = [
        f"{name}: "
        + ", ".join(
            f"{code} {number}" for code, number in Counter(one.report.code for one in each.said).most_common()
        )
        for name, each in said.items()
    ]
    return "\n".join([_table([header, *rows]), "", *codes])


_SEVERITIES = ("error", "warning", "note")


def reports(said: Iterable[Said]) -> str:
    """Reports with their places."""
    return "\n".join(
        f"{each.report.code} {each.report.severity} {each.package} {each.path}:{each.report.line}"
        f" {each.report.message}"
        for each in said
    )


def places(results: Iterable[Result], outcomes: Iterable[Outcome]) -> str:
    """Where the mutants with some outcomes are."""
    wanted = set(outcomes)
    return "\n".join(
        f"{each.outcome.value}{'' if each.mutant.visible else ' (not in sight)'}: {each.mutant.family}:"
        f" {each.mutant.place}"
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


def _row(title: str, numbers: Sequence[int], results: Sequence[Result], peers: Judgements) -> list[str]:
    outcomes = Counter(results[n].outcome for n in numbers)
    cells = [str(len(numbers))]
    cells += [str(outcomes[kind]) for kind in (Outcome.FOUND, Outcome.HINT, Outcome.MISSED)]
    cells.append(_share(outcomes[Outcome.FOUND], len(numbers)))
    for found in peers.values():
        right, asked = _figures([found[n] for n in numbers])
        cells.append(_share(right, asked) if asked else "no rule")
    return [title, *cells]


def _figures(judged: Sequence[Judged]) -> tuple[int, int]:
    """How many a peer found, of how many that it has a rule for."""
    return judged.count(Judged.FOUND), len(judged) - judged.count(Judged.NO_RULE)


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({_share(part, whole)})"


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
