"""Runs torchvet over mutants, and says what became of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from benchmarks.accuracy.comparison import Likeness, likeness
from benchmarks.accuracy.mutant import Mutant

from torchvet.check import check
from torchvet.finding import Finding, Severity
from torchvet.fixing import fixed
from torchvet.project import Project
from torchvet.source.document import Document


class Outcome(Enum):
    """What became of a mutant."""

    FOUND = "found"
    HINT = "hint"
    MISSED = "missed"
    ALREADY_THERE = "already there"
    """The right file has such a finding: no mutant."""


class Repair(Enum):
    """What a fix made of a mutant."""

    EQUAL = "equal"
    PLACE = "equal but for the call's place"
    DIFFERENT = "different"
    BROKEN = "broken"
    STILL_FOUND = "finding still there"
    NEW_FINDING = "new finding"
    NO_FIX = "no fix"


@dataclass(frozen=True, slots=True)
class Result:
    """A mutant and what became of it.

    Args:
        finding: what found it.
        repair: what its fix makes; None where it wasn't found.
        repaired: the text after the fix, where that differs from the original.
    """

    mutant: Mutant
    outcome: Outcome
    finding: Finding | None = None
    repair: Repair | None = None
    repaired: str | None = None


Identity = tuple[str, str]


class Workspace:
    """A package as a workspace, in which some files may stand with another text."""

    def __init__(self, root: Path) -> None:
        self._texts: dict[Path, Document] = {}
        self._project = Project(root, opened=self._texts.get)
        self._original: dict[Path, Counter[Identity]] = {}

    def findings(self, path: Path, texts: dict[Path, str]) -> tuple[Document, list[Finding]]:
        """The findings of a file, with texts in place of what is on the disk."""
        documents = {each: Document.from_text(text, str(each)) for each, text in texts.items()}
        self._texts.clear()
        self._texts.update(documents)
        document = documents.get(path) or Document.from_path(path)
        return document, check(document, self._project)

    def original_findings(self, path: Path) -> Counter[Identity]:
        """The findings of a file as it stands."""
        if path not in self._original:
            document, findings = self.findings(path, {})
            self._original[path] = identities(document.text, findings)
        return self._original[path]

    def judge(self, mutant: Mutant) -> Result:
        """Checks a mutant, and what its fix makes of it."""
        before = self.original_findings(mutant.path)
        if any(code in mutant.codes for code, _ in before):
            return Result(mutant, Outcome.ALREADY_THERE)
        _, findings = self.findings(mutant.path, mutant.texts)
        found = [each for each in findings if each.code in mutant.codes and _is_inside(each, mutant)]
        if not found:
            return Result(mutant, Outcome.MISSED)
        best = max(found, key=lambda each: each.severity)
        repair, text = self._repair(mutant, best, before)
        outcome = Outcome.HINT if best.severity is Severity.HINT else Outcome.FOUND
        return Result(mutant, outcome, best, repair, text)

    def _repair(
        self, mutant: Mutant, finding: Finding, before: Counter[Identity]
    ) -> tuple[Repair, str | None]:
        if finding.fix is None or not finding.fix.edits:
            return Repair.NO_FIX, None
        texts = dict(mutant.texts)
        for name in {edit.filename for edit in finding.fix.edits}:
            path = Path(name)
            text = texts.get(path)
            document = Document.from_text(text, name) if text is not None else Document.from_path(path)
            changed = fixed(document, [edit for edit in finding.fix.edits if edit.filename == name])
            if changed is None:
                return Repair.BROKEN, None
            texts[path] = changed.text
        alike = _likeness(texts, mutant.original)
        if alike is Likeness.EQUAL:
            return Repair.EQUAL, None
        text = texts[mutant.path]
        _, findings = self.findings(mutant.path, texts)
        after = identities(text, [each for each in findings if each.severity > Severity.HINT])
        if any(each.code in mutant.codes and each.severity > Severity.HINT for each in findings):
            return Repair.STILL_FOUND, text
        if after - before:
            return Repair.NEW_FINDING, text
        return (Repair.PLACE if alike is Likeness.PLACE else Repair.DIFFERENT), text


def _likeness(texts: dict[Path, str], original: dict[Path, str]) -> Likeness:
    """How alike the files are: as much as the least alike of them."""
    if texts.keys() != original.keys():
        return Likeness.DIFFERENT
    found = {likeness(text, original[path]) for path, text in texts.items()}
    return next(each for each in (Likeness.DIFFERENT, Likeness.PLACE, Likeness.EQUAL) if each in found)


def _is_inside(finding: Finding, mutant: Mutant) -> bool:
    line = finding.range.start.line + 1
    return mutant.lines is None or mutant.lines[0] <= line <= mutant.lines[1]


def identities(text: str, findings: Iterable[Finding]) -> Counter[Identity]:
    """What stays the same of findings when other lines change: the code and the line's text."""
    lines = text.split("\n")
    return Counter((each.code, lines[each.range.start.line].strip()) for each in findings)
