"""# log-probabilities-to-cross-entropy (TV402)

## What it does
Finds log-softmax output that is given to `cross_entropy`, which applies log-softmax itself.

## Why it hurts
It does no harm: a log-softmax of a log-softmax changes nothing, so loss and gradients are the same. But it is
computed twice, and it reads as if two people had different ideas of what the model gives out. Sooner or
later somebody takes the "wrong" one of the two away.

## Bad
```python
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 64)
        self.output = nn.Linear(64, 3)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        return F.log_softmax(self.output(x), dim=1)


data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## Good
```python
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(20, 64)
        self.output = nn.Linear(64, 3)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        return F.log_softmax(self.output(x), dim=1)


data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.nll_loss(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## When it is silent
- The input is unknown, or only on some paths of this form (a flag that decides in `forward`).
- Something else was applied after it: a logarithm, a temperature, a mixture.

## References
- [torch.nn.NLLLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html)
- [torch.nn.CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Finding, Severity
from torchvet.interpret.events import Form
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.activations import take_off
from torchvet.rules.reading.functions import last_name, swap_loss
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = (Form.LOG_PROBABILITIES,)
_SWAPS = {"cross_entropy": "torch.nn.functional.nll_loss", "CrossEntropyLoss": "torch.nn.NLLLoss"}


class LogProbabilitiesToCrossEntropy(Rule):
    """Log-probabilities given to a loss that applies log-softmax itself."""

    code = "TV402"
    name = "log-probabilities-to-cross-entropy"
    severity = Severity.INFORMATION
    summary = "log-softmax output given to `cross_entropy`: harmless, redundant"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each loss that is given log-probabilities for logits."""
        for wrong in wrong_inputs(trace, {Expectation.LOGITS}, _FORMS):
            swap = swap_loss(trace, wrong, _SWAPS, forms=_FORMS, without={"label_smoothing"}, safe=False)
            off = None if _is_plain_logarithm(wrong) else take_off(trace, wrong)
            fixes = [fix for fix in ((off, swap) if wrong.stands_in_call else (swap, off)) if fix]
            yield self.finding(
                wrong.place,
                f"{wrong.loss.name} applies log-softmax itself: this one is redundant. nll_loss takes "
                "log-probabilities, and gives the same loss.",
                related=wrong.explanations(),
                fix=fixes[0] if fixes else None,
                alternatives=tuple(fixes[1:]),
            )


def _is_plain_logarithm(wrong: WrongInput) -> bool:
    """Whether the input is the logarithm of a softmax, under which the softmax would be left."""
    source = wrong.source
    call = source.applied_at.node if source and source.applied_at else None
    return isinstance(call, ast.Call) and last_name(call.func) == "log"
