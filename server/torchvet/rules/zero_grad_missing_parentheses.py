"""# zero-grad-missing-parentheses (TV304)

## What it does
Finds `optimizer.zero_grad`, `optimizer.step` and `loss.backward` as statements of their own: the
method is looked up and never called.

## Why it hurts
Python accepts the line and does nothing. Without `zero_grad()` the gradients of all batches add up,
without `step()` or `backward()` nothing is learned; no error says so.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for inputs, targets in loader:
    optimizer.zero_grad
    loss = nn.functional.mse_loss(model(inputs), targets)
    loss.backward()
    optimizer.step()
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for inputs, targets in loader:
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), targets)
    loss.backward()
    optimizer.step()
```

## When it is silent
- The method is used: handed to something, kept in a name, compared.
- What it belongs to is no optimizer, tensor or module.

It is only a hint where nothing is known of the object, and the method's name alone speaks for it.

## References
- [torch.optim.Optimizer.zero_grad](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html)
- [torch.optim.Optimizer.step](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.step.html)
- [torch.Tensor.backward](https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import insert_after_expression
from torchvet.interpret.events import BareMethod, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.rule import Rule

_METHODS = {
    "optimizer": {"zero_grad", "step"},
    "tensor": {"backward"},
    "module": {"zero_grad"},
    "unknown": {"zero_grad", "backward"},
}
_EFFECTS = {
    "zero_grad": "nothing is zeroed, and the gradients of all batches add up",
    "step": "no step is taken, and nothing is learned",
    "backward": "no gradients are computed, and nothing is learned",
}


class ZeroGradMissingParentheses(Rule):
    """A method of the training step that is named and not called."""

    code = "TV304"
    name = "zero-grad-missing-parentheses"
    severity = Severity.ERROR
    summary = "`optimizer.zero_grad`, `.step` or `loss.backward` as a bare statement"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each bare method once; what is known on any path decides."""
        found: dict[Place, BareMethod] = {}
        for event in trace.of(BareMethod):
            if event.method in _METHODS.get(event.receiver, ()):
                known = found.get(event.place)
                if known is None or known.receiver == "unknown":
                    found[event.place] = event
        for event in found.values():
            yield self._report(event)

    def _report(self, event: BareMethod) -> Finding:
        return self.finding(
            event.place,
            f"{event.place.text} is not called, the parentheses are missing: {_EFFECTS[event.method]}.",
            shown=event.receiver != "unknown",
            fix=_fix(event.place),
        )


def _fix(place: Place) -> Fix | None:
    if not isinstance(place.node, ast.expr):
        return None
    edits = insert_after_expression(place.document, place.node, "()")
    return Fix("Add the parentheses", Applicability.SAFE, edits) if edits else None
