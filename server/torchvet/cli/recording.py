"""A project that notes what a check looks up, so that its result can be kept while that holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from torchvet.configuration import Configuration
from torchvet.passes.passes import Passes
from torchvet.passes.standing import Standing
from torchvet.program.imports import find_module, find_relative
from torchvet.program.package_facts import PackageFact
from torchvet.project import Packages, Project
from torchvet.source.document import Document, LoopNode

LONG = 1.0
"""After so many seconds without an answer, a question about a package may have been given up."""


@dataclass(frozen=True, slots=True)
class Lookup:
    """A module that a file imports, and what it was in the workspace.

    Args:
        importer: the file that imports it.
        level: the number of dots before the name; 0 for an absolute import.
        name: the dotted name; None where there are only dots.
        found: the module's file; None where the workspace has none.
    """

    importer: str
    level: int
    name: str | None
    found: str | None

    def still_holds(self, root: Path | None) -> bool:
        """Whether looking the module up again finds the same."""
        importer = Path(self.importer)
        if self.level:
            now = find_relative(self.level, self.name, importer)
        else:
            now = find_module(self.name or "", importer, root)
        return (str(now) if now else None) == self.found


class RecordingProject(Project):
    """A project that notes what is looked up in it.

    Attributes:
        gave_up: whether a question about a package may have been given up since this was last reset.
    """

    checks_all = True

    def __init__(
        self,
        root: Path | None,
        configuration: Configuration,
        environment: Packages | None = None,
        opened: Callable[[Path], Document | None] | None = None,
        passes: Passes | None = None,
    ) -> None:
        super().__init__(root, configuration, environment, opened, passes)
        self._has_asked: set[str] = set()
        self.gave_up = False
        self._lookups: dict[str, dict[Lookup, None]] = {}
        self._programs: dict[str, tuple[str, ...]] = {}

    def find_module(self, name: str, importer: Document) -> Document | None:
        """The workspace's module of a dotted name, as seen from a document."""
        found = super().find_module(name, importer)
        self._note(Lookup(importer.filename, 0, name, found.filename if found else None))
        return found

    def find_relative(self, level: int, name: str | None, importer: Document) -> Document | None:
        """The workspace's module that a relative import names."""
        found = super().find_relative(level, name, importer)
        self._note(Lookup(importer.filename, level, name, found.filename if found else None))
        return found

    def program_files(self, document: Document) -> list[Path]:
        """The files of the workspace's scripts that import a document."""
        found = super().program_files(document)
        self._programs[document.filename] = tuple(map(str, found))
        return found

    def standing(self, document: Document, loop: LoopNode) -> Standing:
        """Whether a training loop was shown to fit one batch, and its code is still what it was."""
        self._has_asked.add(document.filename)
        return super().standing(document, loop)

    def has_asked_for_passes(self, filename: str) -> bool:
        """Whether what was found in a file depends on which of its loops were verified."""
        return filename in self._has_asked

    def explain(self, qualified: str) -> PackageFact | None:
        """What a qualified name of an installed package stands for; None where it isn't known (yet)."""
        began = time.monotonic()
        fact = super().explain(qualified)
        self.gave_up |= fact is None and time.monotonic() - began > LONG
        return fact

    def lookups_of(self, filename: str) -> Iterator[Lookup]:
        """What was looked up for a file, for its scripts, and for all that these import."""
        waiting = [filename, *(self.programs_of(filename) or ())]
        seen = set(waiting)
        while waiting:
            for lookup in self._lookups.get(waiting.pop(), ()):
                yield lookup
                if lookup.found and lookup.found not in seen:
                    seen.add(lookup.found)
                    waiting.append(lookup.found)

    def programs_of(self, filename: str) -> tuple[str, ...] | None:
        """The scripts that were found to import a file; None where nobody has asked."""
        return self._programs.get(filename)

    def _note(self, lookup: Lookup) -> None:
        self._lookups.setdefault(lookup.importer, {})[lookup] = None
