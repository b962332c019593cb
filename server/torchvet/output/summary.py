"""What was found, in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from torchvet.finding import Applicability, Finding
from torchvet.output.style import Style


def counted(number: int, noun: str) -> str:
    """A number with its noun ("1 file", "2 files")."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def summary(findings: Sequence[Finding], checked: int, fixed: int, style: Style) -> Iterator[str]:
    """The lines that close a report for people.

    Args:
        findings: what was found, and not fixed.
        checked: how many files were checked.
        fixed: how many findings were fixed.
        style: colours or none.
    """
    done = f" ({fixed} fixed)" if fixed else ""
    if not findings:
        yield style("No problems", "bold", "green") + f" in {counted(checked, 'file')}{done}."
        return
    files = len({finding.filename for finding in findings})
    found = style(f"Found {counted(len(findings), 'problem')}", "bold")
    yield f"{found} in {counted(files, 'file')}{done}."
    offer = _offer(findings)
    if offer:
        yield offer


def _offer(findings: Sequence[Finding]) -> str:
    """Which options would fix how many of the findings."""
    kinds = Counter(finding.fix.applicability for finding in findings if finding.fix)
    safe, unsafe = kinds[Applicability.SAFE], kinds[Applicability.UNSAFE]
    if safe and unsafe:
        return f"{safe} fixable with --fix, {unsafe} more with --fix --unsafe-fixes."
    if safe:
        return f"{safe} fixable with --fix."
    return f"{unsafe} fixable with --fix --unsafe-fixes." if unsafe else ""


def statistics(findings: Sequence[Finding], style: Style) -> Iterator[str]:
    """A line for each rule that found something, the most frequent first; ``[*]`` where all are fixable."""
    counts = Counter((finding.code, finding.name) for finding in findings)
    width = len(str(max(counts.values(), default=0)))
    for (code, name), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        of_rule = [finding.fix for finding in findings if finding.code == code]
        is_fixable = all(fix and fix.applicability is Applicability.SAFE for fix in of_rule)
        mark = f"[{style('*', 'cyan')}]" if is_fixable else "[ ]"
        yield f"{count:>{width}}  {style(code, 'bold')}  {mark} {name}"
