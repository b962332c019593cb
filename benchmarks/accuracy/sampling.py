"""Which mutants are measured: all of small families, a fixed choice of large ones."""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from benchmarks.accuracy.families import mutants_of
from benchmarks.accuracy.mutant import Mutant
from benchmarks.accuracy.packages import Package


@dataclass(frozen=True, slots=True)
class Choice:
    """What is measured.

    Args:
        most: mutants of a family at most.
        seed: what the choice among more follows from.
        families: a regular expression that a family's name has to contain.
    """

    most: int
    seed: int
    families: str = ""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A mutant with the package that it stands in."""

    package: Package
    mutant: Mutant


def choose(packages: Iterable[Package], choice: Choice) -> list[Chosen]:
    """The mutants that are measured, those of a package together."""
    by_family: dict[tuple[str, bool], list[Chosen]] = defaultdict(list)
    wanted = re.compile(choice.families)
    for each in _all(packages):
        if wanted.search(each.mutant.family):
            by_family[each.mutant.family, each.mutant.visible].append(each)
    chosen: list[Chosen] = []
    for family, candidates in sorted(by_family.items()):
        shuffled = random.Random(f"{choice.seed} {family}").sample(candidates, len(candidates))
        chosen += islice((each for each in shuffled if each.mutant.is_valid), choice.most)
    return sorted(chosen, key=lambda each: (each.package.name, str(each.mutant.path), each.mutant.line))


def _all(packages: Iterable[Package]) -> Iterator[Chosen]:
    for package in packages:
        for source in package.training_files():
            for mutant in mutants_of(source, package):
                yield Chosen(package, mutant)
