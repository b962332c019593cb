"""The figures over all packages: how much is right, and what it costs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from .checking import Checked
from .facts import FALSE, SHOWN, TRUE, UNREAD, Judged, unjudged

SEVERITIES = ("error", "warning", "information", "hint")


def summary(checked: Sequence[Checked], kept: Judged) -> str:
    """The figures, as lines of text.

    Args:
        checked: what came of each package.
        kept: the judgements.
    """
    files = sum(package.files for package in checked)
    torch_files = sum(package.torch_files for package in checked)
    lines = [f"{len(checked)} packages, {files} files, {torch_files} of them mention torch", ""]
    return "\n".join([*lines, *_findings(checked), "", *_precision(checked, kept), "", *_costs(checked)])


def _findings(checked: Sequence[Checked]) -> list[str]:
    counts = Counter((fact.code, fact.severity) for package in checked for fact in package.facts)
    header = f"{'rule':6}" + "".join(f"{severity:>13}" for severity in SEVERITIES)
    rows = [
        f"{code:6}" + "".join(f"{counts[code, severity] or '':>13}" for severity in SEVERITIES)
        for code in sorted({code for code, _ in counts})
    ]
    return [header, *rows]


def _precision(checked: Sequence[Checked], kept: Judged) -> list[str]:
    facts = [fact for package in checked for fact in package.facts]
    judged = {fact: kept.get(fact) or unjudged(fact) for fact in facts}
    torch_files = sum(package.torch_files for package in checked)
    lines: list[str] = []
    for title, severities in (("warnings and errors", SHOWN), ("hints and information", SEVERITIES[2:])):
        verdicts = Counter(judged[fact].verdict for fact in facts if fact.severity in severities)
        right, wrong, unread = verdicts[TRUE], verdicts[FALSE], verdicts[UNREAD]
        share = f"{100 * right / (right + wrong):.0f} %" if right + wrong else "none read"
        lines.append(f"{title}: {right} right, {wrong} wrong, {unread} unread; right: {share}")
        if severities == SHOWN:
            lines.append(f"false alarms for 1,000 files that mention torch: {1000 * wrong / torch_files:.2f}")
    return lines


def _costs(checked: Sequence[Checked]) -> list[str]:
    checking = sum(package.check_seconds for package in checked)
    parsing = sum(package.parse_seconds for package in checked)
    slowest = sorted((package.slowest for package in checked), reverse=True)[:5]
    return [
        f"processor time: {checking:.0f} s, {checking / parsing:.1f} times ast.parse of the same files",
        f"executions that came to a bound: {sum(package.cut for package in checked)}",
        *(f"slowest: {seconds:.2f} s {name}" for seconds, name in slowest),
    ]
