"""Chooses the fixes that can be made together, and makes them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from torchvet.finding import Applicability, Edit, Finding, Fix
from torchvet.source.document import Document
from torchvet.source.position import Range

_NAME = re.compile(r"[^\W\d]\w*")


@dataclass(slots=True)
class Fixes:
    """Fixes that can be made together.

    Args:
        findings: the findings that they fix.
        edits: their edits by file name, each once.
    """

    findings: list[Finding] = field(default_factory=list[Finding])
    edits: dict[str, list[Edit]] = field(default_factory=dict[str, list[Edit]])

    def take(self, finding: Finding, fix: Fix) -> None:
        """Takes a finding's fix."""
        self.findings.append(finding)
        for edit in fix.edits:
            known = self.edits.setdefault(edit.filename, [])
            if edit not in known:
                known.append(edit)

    def fits(self, fix: Fix) -> bool:
        """Whether a fix changes nothing that one taken before changes, nor needs what that unbinds."""
        new = [edit for edit in fix.edits if edit not in self.edits.get(edit.filename, ())]
        if any(
            overlap(edit.range, other.range) for edit in new for other in self.edits.get(edit.filename, ())
        ):
            return False
        taken = [finding.fix for finding in self.findings if finding.fix is not None]
        return not any(_needs(fix, other) or _needs(other, fix) for other in taken)


def _needs(fix: Fix, other: Fix) -> bool:
    """Whether a fix writes a name whose import another one takes away."""
    if not other.unbinds:
        return False
    return any(name in other.unbinds for edit in fix.edits for name in _NAME.findall(edit.content))


def choose_fixes(findings: Iterable[Finding], unsafe: bool, filenames: Collection[str]) -> Fixes:
    """The fixes to make in one go; where two overlap the first is taken, and the other found again.

    Args:
        findings: what was found, in order.
        unsafe: whether to take the fixes that somebody should look at.
        filenames: the files that may be changed; a fix that changes others is left out.
    """
    wanted = {Applicability.SAFE, Applicability.UNSAFE} if unsafe else {Applicability.SAFE}
    chosen = Fixes()
    for finding in findings:
        fix = finding.fix
        if fix is None or fix.applicability not in wanted or not fix.edits:
            continue
        if all(edit.filename in filenames for edit in fix.edits) and chosen.fits(fix):
            chosen.take(finding, fix)
    return chosen


def overlap(one: Range, other: Range) -> bool:
    """Whether two changes touch the same text; two at one place do, since their order would count."""
    return one.start == other.start or (one.start < other.end and other.start < one.end)


def fixed(document: Document, edits: Sequence[Edit]) -> Document | None:
    """The document after edits; None where they would break it, or cannot be made."""
    try:
        changed = document.edited(edits)
    except ValueError:
        return None
    is_broken = changed.syntax_problem is not None and document.syntax_problem is None
    return None if is_broken or changed.file_text == document.file_text else changed
