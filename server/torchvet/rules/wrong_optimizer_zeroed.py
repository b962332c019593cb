"""# wrong-optimizer-zeroed (TV303)

## What it does
Finds a loop in which one optimizer steps and another one is zeroed: an optimizer that takes no step
there, and that holds none of the parameters that are stepped.

## Why it hurts
The gradients of the optimizer that steps are never cleaned, so that each step follows the sum of the
gradients of all batches so far. The `zero_grad()` that stands there hides it well: everything that
should be in a training loop seems to be in it.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 16))
loader = DataLoader(data, batch_size=32, shuffle=True)
encoder, decoder = nn.Linear(16, 4), nn.Linear(4, 16)
encoder_optimizer = torch.optim.Adam(encoder.parameters())
decoder_optimizer = torch.optim.Adam(decoder.parameters())

for (inputs,) in loader:
    with torch.no_grad():
        codes = encoder(inputs)
    loss = nn.functional.mse_loss(decoder(codes), inputs)
    encoder_optimizer.zero_grad()
    loss.backward()
    decoder_optimizer.step()
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 16))
loader = DataLoader(data, batch_size=32, shuffle=True)
encoder, decoder = nn.Linear(16, 4), nn.Linear(4, 16)
encoder_optimizer = torch.optim.Adam(encoder.parameters())
decoder_optimizer = torch.optim.Adam(decoder.parameters())

for (inputs,) in loader:
    with torch.no_grad():
        codes = encoder(inputs)
    loss = nn.functional.mse_loss(decoder(codes), inputs)
    decoder_optimizer.zero_grad()
    loss.backward()
    decoder_optimizer.step()
```

## When it is silent
- The gradients of the optimizer that steps are zeroed too, in whatever way.
- Both optimizers step in the loop: where one of them is never zeroed, that is
  [gradients-not-zeroed](TV301.md).
- One of the optimizers isn't known.

## References
- [torch.optim.Optimizer.zero_grad](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html)
- [DCGAN tutorial: two networks, two optimizers, each zeroed at its turn](https://docs.pytorch.org/tutorials/beginner/dcgan_faces_tutorial.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import replace_expression
from torchvet.interpret.events import Place, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import related
from torchvet.rules.reading.leftovers import Leftover, leftovers, wrongly_zeroed
from torchvet.rules.reading.receivers import names_itself
from torchvet.rules.reading.spots import same_function
from torchvet.rules.reading.steps import optimizer_expression
from torchvet.rules.rule import Rule


class WrongOptimizerZeroed(Rule):
    """One optimizer steps, another one is zeroed."""

    code = "TV303"
    name = "wrong-optimizer-zeroed"
    severity = Severity.WARNING
    summary = "the optimizer that steps is not the one that is zeroed"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each ``zero_grad()`` of an optimizer that doesn't step, where another one does."""
        reported: set[Place] = set()
        for leftover in leftovers(trace):
            zero = wrongly_zeroed(trace, leftover)
            if zero is not None and zero.place not in reported:
                reported.add(zero.place)
                yield self._report(zero, leftover)

    def _report(self, zero: ZeroGrad, leftover: Leftover) -> Finding:
        stepping = optimizer_expression(leftover.again) or "another optimizer"
        return self.finding(
            zero.place,
            f"This zeroes an optimizer that takes no step here, while {stepping} steps and is never zeroed: "
            "its gradients add up from batch to batch.",
            related=(
                related("this optimizer steps", leftover.again.place),
                related(
                    "this adds to gradients that the last step has already used", leftover.backward.place
                ),
            ),
            fix=_fix(zero, leftover),
        )


def _fix(zero: ZeroGrad, leftover: Leftover) -> Fix | None:
    name, place, call = optimizer_expression(leftover.again), leftover.again.place, zero.place.node
    if name is None or not same_function(zero.place, place) or not isinstance(call, ast.Call):
        return None
    if not isinstance(call.func, ast.Attribute) or names_itself(place, name, beside=zero.place):
        return None
    edits = replace_expression(zero.place.document, call.func.value, name)
    return Fix(f"Zero {name} instead", Applicability.SAFE, edits) if edits else None
