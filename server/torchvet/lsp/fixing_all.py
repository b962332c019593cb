"""All safe fixes of what is open, made until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from torchvet.finding import Finding
from torchvet.fix_rounds import FixRounds
from torchvet.fixing import choose_fixes
from torchvet.lsp.carried import CarriedEdit
from torchvet.lsp.conversion import Places
from torchvet.lsp.failures import AnalysisFailed
from torchvet.source.document import Document

MOST_ROUNDS = 6


@dataclass(frozen=True, slots=True)
class _Found:
    filename: str
    findings: tuple[Finding, ...]


class FixingAll:
    """Fixes what was found in a document, when it is asked for; made for the analysis lane's thread.

    Args:
        document: the document.
        findings: what was found in it.
        check: checks the document as it has become.
        places: finds the client's places in the document.

    Attributes:
        at_once: the edits of the safe fixes that can be made together.
    """

    def __init__(
        self,
        document: Document,
        findings: Iterable[Finding],
        check: Callable[[Document], Iterable[Finding]],
        places: Places,
    ) -> None:
        self._document = document
        self._findings = tuple(findings)
        self._check = check
        self._places = places
        chosen = choose_fixes(self._findings, unsafe=False, filenames={document.filename})
        self._first = chosen.edits.get(document.filename, [])
        self.at_once = places.edits(self._first) or ()
        self._edits: tuple[CarriedEdit, ...] | None = None

    def edits(self) -> tuple[CarriedEdit, ...]:
        """The edits that make all safe fixes, also those that only others make possible."""
        if self._edits is None:
            name = self._document.filename
            rounds = FixRounds({name: self._document}, self._recheck, unsafe=False, most=MOST_ROUNDS)
            rounds.run([_Found(name, self._findings)], lambda finding: True)
            fixed = rounds.documents[name]
            is_one_round = fixed.text == self._document.edited(self._first).text
            self._edits = self.at_once if is_one_round else self._places.changes(fixed)
        return self._edits

    def _recheck(self, documents: Mapping[str, Document], names: Sequence[str]) -> Iterator[_Found]:
        for name in names:
            try:
                yield _Found(name, tuple(self._check(documents[name])))
            except AnalysisFailed:
                return
