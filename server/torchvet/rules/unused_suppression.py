"""# unused-suppression (TV001)

## What it does
Finds `# torchvet: ignore` comments that suppress nothing.

## Why it hurts
Such a comment says that there is a mistake where there is none any more, and it will silence the next one
that is made on its line.

## Bad
```python
import torch
from torch import nn

model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.zero_grad()  # torchvet: ignore[TV304] called on purpose
```

## Good
```python
import torch
from torch import nn

model = nn.Linear(4, 2)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
optimizer.zero_grad()
```

## When it is silent
- The comment names a rule that is not selected, or ignored: whether it would suppress something isn't known.
- The comment is a `# noqa`: other tools read it as well.
- `TV001` itself is among the comment's codes.

## References
- "Suppression" in the README: which comments there are.
- [How another linter reads `noqa`](https://docs.astral.sh/ruff/linter/#error-suppression)
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from torchvet.finding import Applicability, Edit, Finding, Fix, Severity
from torchvet.interpret.trace import Trace
from torchvet.rules.rule import Rule
from torchvet.source.document import Document
from torchvet.source.position import Position, Range
from torchvet.source.suppression import UnusedSuppression

NEXT_COMMENT = re.compile(r"\s*(?=#)|\Z")
"""Where a reason after a suppression ends: at another comment on the same line, or with the line."""


class UnusedSuppressionRule(Rule):
    """A ``torchvet: ignore`` that suppresses nothing; its findings are made where comments are applied."""

    code = "TV001"
    name = "unused-suppression"
    severity = Severity.INFORMATION
    summary = "a `torchvet: ignore` that suppresses nothing"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Yields nothing: no execution shows what a comment suppresses."""
        return iter(())


def unused_suppression_findings(document: Document, unused: Iterable[UnusedSuppression]) -> list[Finding]:
    """The findings for suppressions of no use, unless they silence this rule themselves.

    Args:
        document: the document that they stand in.
        unused: the suppressions, as ``apply_suppressions`` gives them.
    """
    rule = UnusedSuppressionRule
    return [
        Finding(
            code=rule.code,
            name=rule.name,
            severity=rule.severity,
            message=_message(each),
            filename=document.filename,
            range=_underlined(each),
            fix=_fix(document, each),
        )
        for each in unused
        if not _is_silenced(document, each)
    ]


def _is_silenced(document: Document, unused: UnusedSuppression) -> bool:
    """Whether a comment on the same line names this rule, or a ``noqa`` silences all."""
    line = unused.suppression.range.start.line
    beside = (each for each in document.suppressions if each.range.start.line == line)
    code = UnusedSuppressionRule.code
    return any(each.covers(code) and (each.codes is not None or not each.is_own) for each in beside)


def _message(unused: UnusedSuppression) -> str:
    if not unused.codes:
        return "This comment suppresses nothing."
    codes = [code for code, _ in unused.codes]
    named = codes[0] if len(codes) == 1 else f"{', '.join(codes[:-1])} and {codes[-1]}"
    return f"This comment suppresses nothing of {named}."


def _underlined(unused: UnusedSuppression) -> Range:
    if unused.is_whole or not unused.codes:
        return unused.suppression.range
    return Range(unused.codes[0][1].start, unused.codes[-1][1].end)


def _fix(document: Document, unused: UnusedSuppression) -> Fix:
    every = unused.suppression.codes
    if unused.is_whole or not unused.codes or not every:
        return Fix("Remove the comment", Applicability.SAFE, (_removal(document, unused),))
    kept = [each for each in every if each not in unused.codes]
    list_of_codes = Range(every[0][1].start, every[-1][1].end)
    content = ", ".join(document.text_at(place) for _, place in kept)
    removed = ", ".join(code for code, _ in unused.codes)
    return Fix(
        f"Remove {removed} from the comment",
        Applicability.SAFE,
        (Edit(document.filename, list_of_codes, content),),
    )


def _removal(document: Document, unused: UnusedSuppression) -> Edit:
    """Takes out the suppression with its reason, and the whole line where nothing else is on it."""
    start = unused.suppression.range.start
    line = document.index.line(start.line)
    rest = NEXT_COMMENT.search(line, unused.suppression.range.end.column)
    end = rest.end() if rest else len(line)
    before = line[: start.column]
    if end < len(line):
        return Edit(document.filename, Range(start, Position(start.line, end)), "")
    if before.strip():
        trimmed = Position(start.line, len(before.rstrip()))
        return Edit(document.filename, Range(trimmed, Position(start.line, end)), "")
    whole = Range(Position(start.line, 0), Position(start.line + 1, 0))
    return Edit(document.filename, whole, "")
