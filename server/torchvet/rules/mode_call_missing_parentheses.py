"""# mode-call-missing-parentheses (TV203)

## What it does
Finds `model.eval` and `model.train` as whole statements.

## Why it hurts
Without the parentheses the method is looked up and thrown away: nothing is called, nothing is raised,
and the model stays in the mode that it was in.

## Bad
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.Dropout(0.5), nn.Linear(64, 3))
model.load_state_dict(torch.load("model.pt"))
model.eval
```

## Good
```python
import torch
from torch import nn

model = nn.Sequential(nn.Linear(20, 64), nn.Dropout(0.5), nn.Linear(64, 3))
model.load_state_dict(torch.load("model.pt"))
model.eval()
```

## When it is silent
- The method is handed to something (`pool.submit(model.eval)`).
- The object is known to be no module.

It is only a hint where it is not known whether the object is a module.

## References
- [torch.nn.Module.eval](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval)
- [torch.nn.Module.train](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import insert_after_expression
from torchvet.interpret.events import BareMethod, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.rule import Rule


class ModeCallMissingParentheses(Rule):
    """``model.eval`` or ``model.train`` as a bare statement."""

    code = "TV203"
    name = "mode-call-missing-parentheses"
    severity = Severity.ERROR
    summary = "`model.eval` or `model.train` without parentheses does nothing"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each bare statement once; a module on any path decides."""
        found: dict[Place, BareMethod] = {}
        for event in trace.of(BareMethod):
            may_be_module = event.receiver in ("module", "unknown")
            is_news = event.place not in found or event.receiver == "module"
            if event.method in ("train", "eval") and may_be_module and is_news:
                found[event.place] = event
        for event in found.values():
            yield self._report(event)

    def _report(self, event: BareMethod) -> Finding:
        return self.finding(
            event.place,
            f"{event.place.text} without parentheses calls nothing: the mode stays what it was.",
            shown=event.receiver == "module",
            fix=_fix(event),
        )


def _fix(event: BareMethod) -> Fix | None:
    place = event.place
    if not isinstance(place.node, ast.expr):
        return None
    edits = insert_after_expression(place.document, place.node, "()")
    applicability = Applicability.SAFE if event.receiver == "module" else Applicability.UNSAFE
    return Fix(f"Call it: {place.text}()", applicability, edits) if edits else None
