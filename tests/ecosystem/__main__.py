"""What the packages in the wild say of torchvet: ``python -m tests.ecosystem``.

``summary`` prints the figures, ``show`` prints findings with the lines around them, ``accept`` keeps what is
found now: what is new is entered as unread, and somebody has to read it. ``confirmed`` looks for the
mistakes that later releases mend, and keeps how they show now.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from torchvet.source.document import Document

from .checking import Checked, check_package
from .confirmed import outcome, read_mended, table, write_mended
from .facts import Fact, differences, read_findings, unjudged, write_findings
from .packages import Package, PackageUnavailable, package_named, packages, unpacked
from .summary import summary

CONTEXT = 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; the exit status."""
    parser = argparse.ArgumentParser(prog="python -m tests.ecosystem", description=__doc__)
    parser.add_argument("command", choices=["summary", "show", "accept", "confirmed"])
    parser.add_argument("packages", nargs="*", metavar="PACKAGE", help="all of them, where none is named")
    parser.add_argument("--verdict", help="show: only findings with this verdict")
    options = parser.parse_args(arguments)
    try:
        if options.command == "confirmed":
            _confirmed(options.packages)
            return 0
        chosen = [package_named(name) for name in options.packages] or list(packages())
        if options.command == "show":
            _show(chosen, options.verdict)
        elif options.command == "accept":
            _accept(chosen)
        else:
            print(summary(_checked(chosen, patient=False), read_findings()))
    except PackageUnavailable as problem:
        print(problem, file=sys.stderr)
        return 2
    return 0


def _checked(chosen: Sequence[Package], *, patient: bool = True) -> list[Checked]:
    """Each package, checked in as many processes as there are processors."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        return list(pool.map(partial(check_package, patient=patient), chosen))


def _accept(chosen: Sequence[Package]) -> None:
    """Keeps what is found now, with the judgements that still have a finding."""
    kept = read_findings()
    names = {package.name for package in chosen}
    packages_checked = _checked(chosen)
    found = {fact for checked in packages_checked for fact in checked.facts}
    for checked in packages_checked:
        for failure in checked.failures:
            print(failure, file=sys.stderr)
    for line in differences([fact for fact in kept if fact.package in names], found):
        print(line)
    listed = {package.name for package in packages()}
    others = {fact: kept[fact] for fact in kept if fact.package in listed - names}
    write_findings(others | {fact: kept.get(fact) or unjudged(fact) for fact in found})


def _confirmed(names: Sequence[str]) -> None:
    """Looks for the mistakes that maintainers mended, and keeps how they show now."""
    kept = read_mended()
    asked = [mistake for mistake in kept if not names or mistake.package in names]
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        outcomes = list(pool.map(outcome, asked))
    print("\n".join([*map(str, outcomes), "", table(outcomes)]))
    write_mended(
        [*(mistake for mistake in kept if mistake not in asked), *(each.mistake for each in outcomes)]
    )


def _show(chosen: Sequence[Package], verdict: str | None) -> None:
    """Prints kept findings as a reader needs them."""
    for package in chosen:
        for fact, judgement in sorted(read_findings().items(), key=lambda item: item[0]):
            if fact.package == package.name and verdict in (None, judgement.verdict):
                print(f"{fact}  {judgement.verdict} {judgement.why}\n{_excerpt(package, fact)}\n")


def _excerpt(package: Package, fact: Fact) -> str:
    document = Document.from_path(unpacked(package) / fact.path)
    first = 0
    if document.is_notebook:
        first = next(cell.first_line for cell in document.cells if cell.number == fact.cell)
    line = first + fact.line - 1
    shown = range(max(0, line - CONTEXT), min(len(document.lines), line + CONTEXT + 1))
    return "\n".join(f"{'>' if row == line else ' '} {document.lines[row].rstrip()}" for row in shown)


if __name__ == "__main__":
    sys.exit(main())
