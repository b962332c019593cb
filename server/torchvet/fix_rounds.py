"""Fixes documents: makes what fixes fit together, checks again, until nothing is left to fix."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Generic, Protocol, TypeVar

from torchvet.finding import Finding
from torchvet.fixing import Fixes, choose_fixes, fixed
from torchvet.output.places import shown_name
from torchvet.source.document import Document

ROUNDS = 10

Identity = tuple[str, str, str, int]


class Checked(Protocol):
    """What came of a document."""

    @property
    def filename(self) -> str:
        """The document's name."""
        ...

    @property
    def findings(self) -> Sequence[Finding]:
        """What was found in it."""
        ...


Result = TypeVar("Result", bound=Checked)


class FixRounds(Generic[Result]):
    """One run of fixing; nothing is written.

    Args:
        documents: the documents that may be changed, by file name.
        recheck: checks those of the documents again that are named.
        unsafe: whether to make the fixes that somebody should look at.
        most: the most rounds to make.

    Attributes:
        documents: the documents as they have become.
        changed: the names of those that were changed.
        fixed: the names of the files in which findings were fixed, one for each finding.
        problems: sentences for what could not be done.
    """

    def __init__(
        self,
        documents: Mapping[str, Document],
        recheck: Callable[[Mapping[str, Document], Sequence[str]], Iterable[Result]],
        unsafe: bool,
        most: int = ROUNDS,
    ) -> None:
        self.documents = dict(documents)
        self.changed: set[str] = set()
        self.fixed: list[str] = []
        self.problems: list[str] = []
        self._recheck = recheck
        self._unsafe = unsafe
        self._most = most
        self._made: set[tuple[str, str, int]] = set()
        self._stopped: set[tuple[str, str]] = set()
        self._refused: set[Identity] = set()

    def run(self, results: Sequence[Result], is_shown: Callable[[Finding], bool]) -> list[Result]:
        """Fixes what can be fixed.

        Args:
            results: what was found in the documents.
            is_shown: whether a finding is one that was asked for; others are not fixed.

        Returns:
            What is found afterwards.
        """
        current = {result.filename: result for result in results}
        for _ in range(self._most):
            findings = list(filter(is_shown, chain.from_iterable(each.findings for each in current.values())))
            self._stop_what_does_not_help(findings)
            changed = self._make(self._chosen(findings))
            if not changed:
                return list(current.values())
            outdated = [name for name, result in current.items() if result.findings or name in changed]
            again = self._recheck(self.documents, [name for name in outdated if name in self.documents])
            current.update({result.filename: result for result in again})
        self.problems.append(f"Fixing was ended after {self._most} rounds; run it again to go on.")
        return list(current.values())

    def _stop_what_does_not_help(self, findings: Iterable[Finding]) -> None:
        """Ends the fixing of a rule in a file where the last round's fix has left its finding."""
        places = {(each.filename, each.code, self._offset(each)) for each in findings}
        self._stopped |= {place[:2] for place in self._made & places}

    def _offset(self, finding: Finding) -> int:
        document = self.documents.get(finding.filename)
        return document.offset_at(finding.range.start) if document else -1

    def _chosen(self, findings: Iterable[Finding]) -> Fixes:
        """The fixes of a round."""
        helpful = [
            finding
            for finding in findings
            if (finding.filename, finding.code) not in self._stopped
            and self._identity(finding) not in self._refused
        ]
        return choose_fixes(helpful, self._unsafe, self.documents.keys())

    def _identity(self, finding: Finding) -> Identity:
        """What stays the same of a finding when other lines change."""
        document = self.documents.get(finding.filename)
        line = document.index.line(finding.range.start.line) if document else ""
        return finding.code, finding.filename, line, finding.range.start.column

    def _make(self, fixes: Fixes) -> set[str]:
        """Makes fixes, or those of them that break nothing; returns the names of the changed files."""
        documents = self._after(fixes)
        if documents is None:
            fixes = self._harmless(fixes)
            documents = self._after(fixes) or {}
        self._made = {(each.filename, each.code, self._offset_after(each, fixes)) for each in fixes.findings}
        self.fixed += [finding.filename for finding in fixes.findings]
        self.documents.update(documents)
        self.changed.update(documents)
        return set(documents)

    def _offset_after(self, finding: Finding, fixes: Fixes) -> int:
        """Where what a finding is about stands after fixes."""
        document, place = self.documents[finding.filename], self._offset(finding)
        moved = place
        for edit in fixes.edits.get(finding.filename, ()):
            start, end = document.offset_at(edit.range.start), document.offset_at(edit.range.end)
            if end <= place:
                moved += len(edit.content) - (end - start)
            elif start < place:
                moved -= place - start
        return moved

    def _after(self, fixes: Fixes) -> dict[str, Document] | None:
        """The documents after fixes; None where one of them would be broken."""
        documents: dict[str, Document] = {}
        for name, edits in fixes.edits.items():
            changed = fixed(self.documents[name], edits)
            if changed is None:
                return None
            documents[name] = changed
        return documents

    def _harmless(self, fixes: Fixes) -> Fixes:
        """Those of the fixes that break nothing together; the others are not made again."""
        harmless = Fixes()
        for finding in fixes.findings:
            longer = Fixes()
            for each in (*harmless.findings, finding):
                if each.fix:
                    longer.take(each, each.fix)
            if self._after(longer) is not None:
                harmless = longer
            else:
                self._refused.add(self._identity(finding))
                self.problems.append(_refusal(finding))
        return harmless


def _refusal(finding: Finding) -> str:
    place = f"{shown_name(finding.filename)}:{finding.range.start.line + 1}"
    return f"{place}: the fix of {finding.code} would break the code and was not made; please report it."
