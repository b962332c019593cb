"""# gradients-zeroed-before-step (TV302)

## What it does
Finds a `zero_grad()` between `backward()` and `step()`: it throws the gradients away before the
optimizer can use them.

## Why it hurts
The step finds no gradients, and no weight moves. There is no error and no warning from torch; the
loss stays exactly where it is, however long you train. (With weight decay or momentum the weights may
still drift, away from anything that the data says.)

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randint(0, 3, (256,)))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 3)
optimizer = torch.optim.Adam(model.parameters())

for inputs, labels in loader:
    loss = nn.functional.cross_entropy(model(inputs), labels)
    loss.backward()
    optimizer.zero_grad()
    optimizer.step()
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randint(0, 3, (256,)))
loader = DataLoader(data, batch_size=32, shuffle=True)
model = nn.Linear(8, 3)
optimizer = torch.optim.Adam(model.parameters())

for inputs, labels in loader:
    loss = nn.functional.cross_entropy(model(inputs), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## When it is silent
- The step finds gradients on some path, or may find some: of another backward, or written by hand
  (`p.grad = …`).
- Only some of the optimizer's parameters were zeroed.
- Closures handed to `step(closure)`, which run again inside the step.

## References
- [torch.optim.Optimizer.zero_grad](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html)
- [Optimization tutorial: the order of zero_grad, backward and step](https://docs.pytorch.org/tutorials/beginner/basics/optimization_tutorial.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, Severity
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import related, through_calls
from torchvet.rules.reading.discards import Discard, fix_by_moving, useless_steps
from torchvet.rules.rule import Rule


class GradientsZeroedBeforeStep(Rule):
    """A ``zero_grad()`` between backward and step."""

    code = "TV302"
    name = "gradients-zeroed-before-step"
    severity = Severity.ERROR
    summary = "`zero_grad()` between `backward()` and `step()`: the step does nothing"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each ``zero_grad()`` that leaves a step nothing to do, wherever it is reached."""
        for discard in useless_steps(trace):
            yield self._report(trace, discard)

    def _report(self, trace: Trace, discard: Discard) -> Finding:
        zero, backward, step = discard.zero, discard.backward, discard.step
        return self.finding(
            zero.place,
            "This throws away the gradients that backward() has just computed: the step that follows "
            "finds none and changes nothing.",
            shown=discard.shown,
            related=(
                related("the gradients were computed here", backward.place),
                *through_calls(backward.stack, zero.stack),
                related("this step finds no gradients", step.place),
                *through_calls(step.stack, zero.stack),
            ),
            fix=fix_by_moving(trace, discard),
        )
