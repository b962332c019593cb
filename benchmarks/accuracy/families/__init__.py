"""The families of mistakes: for each a precondition, the change, and what counts as finding it."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.accuracy.families import dropout, gradients, loaders, losses, modes, outputs
from benchmarks.accuracy.mutant import Mutant
from benchmarks.accuracy.packages import Package
from benchmarks.accuracy.program import Source


def mutants_of(source: Source, package: Package) -> Iterator[Mutant]:
    """All mutants of a file."""
    yield from gradients.mutants_of(source)
    yield from modes.mutants_of(source, package)
    yield from losses.mutants_of(source)
    yield from outputs.mutants_of(source, package)
    yield from loaders.mutants_of(source)
    yield from dropout.mutants_of(source)
