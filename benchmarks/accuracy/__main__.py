"""Injects mistakes into the pinned packages' right training files, and prints what is found of them.

Run it from the repository's root: ``python -m benchmarks.accuracy --help``.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.accuracy import report
from benchmarks.accuracy.beside_peers import AsTheyAre, Said, as_they_are, judged_by
from benchmarks.accuracy.measure import Outcome, Repair, Result, Workspace
from benchmarks.accuracy.packages import Package, pinned, unpacked
from benchmarks.accuracy.peer_runs import PeerRuns
from benchmarks.accuracy.peers import PEERS, install
from benchmarks.accuracy.sampling import Choice, Chosen, choose

CACHE = Path(os.environ.get("TORCHVET_CACHE") or Path(__file__).resolve().parents[2] / ".cache")


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    options = _parser().parse_args(arguments)
    packages = [
        package
        for package in (unpacked(options.folder) if options.folder else pinned())
        if re.search(options.package, package.name)
    ]
    chosen = choose(packages, Choice(options.most, options.seed, options.family))
    print(f"{len(packages)} packages, {len(chosen)} mutants", file=sys.stderr)
    results = list(_measured(chosen))
    runs = _peers() if options.peers else []
    judged = {each.peer.label: judged_by(each, chosen) for each in runs if each.peer.same}
    print(report.recall_tables(results, judged), "", report.repair_table(results), sep="\n")
    if options.missed:
        print("", report.places(results, (Outcome.MISSED, Outcome.HINT)), sep="\n")
    if options.repairs:
        repairs = [kind for kind in Repair if kind not in (Repair.EQUAL, Repair.NO_FIX)]
        print("", report.repaired_places(results, repairs), sep="\n")
    if runs:
        said = {each.peer.label: as_they_are(each, packages) for each in runs}
        print("", report.packages_table(said), sep="\n")
        for each in said.values():
            print("", report.reports(_sample(each, options)), sep="\n")


def _sample(said: AsTheyAre, options: argparse.Namespace) -> list[Said]:
    """Some of a peer's reports; of its errors, where it has severities."""
    serious = [each for each in said.said if each.report.severity in ("error", "")]
    return random.Random(options.seed).sample(serious, min(options.reports, len(serious)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.accuracy", description=__doc__)
    parser.add_argument("--folder", type=Path, help="a folder of packages, not the pinned ones")
    parser.add_argument("--package", default="", metavar="REGEX", help="only packages with such a name")
    parser.add_argument("--family", default="", metavar="REGEX", help="only families with such a name")
    parser.add_argument("--most", type=int, default=60, metavar="N", help="mutants of a family at most")
    parser.add_argument("--seed", type=int, default=1, help="what the choice among more follows from")
    parser.add_argument("--missed", action="store_true", help="list what was missed, or found as a hint only")
    parser.add_argument("--repairs", action="store_true", help="list the fixes that don't give the original")
    parser.add_argument("--peers", action="store_true", help="run the published checkers, too")
    parser.add_argument("--reports", type=int, default=0, metavar="N", help="list N of their errors each")
    return parser


def _measured(chosen: Sequence[Chosen]) -> Iterator[Result]:
    workspace: Workspace | None = None
    package: Package | None = None
    for number, each in enumerate(chosen, 1):
        if workspace is None or each.package is not package:
            package, workspace = each.package, Workspace(each.package.root)
        if number % 25 == 0:
            print(f"{number} of {len(chosen)}", end="\r", file=sys.stderr, flush=True)
        yield workspace.judge(each.mutant)


def _peers() -> list[PeerRuns]:
    environment = install(CACHE / "peers")
    return [PeerRuns(peer, environment, CACHE / "peers" / "reports") for peer in PEERS]


if __name__ == "__main__":
    main()
