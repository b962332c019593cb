"""# probabilities-to-cross-entropy (TV401)

## What it does
Finds softmax output, sigmoid output or class indices that are given to a loss that applies log-softmax
itself: `cross_entropy`, `CrossEntropyLoss`, and losses built on them. The softmax is followed from where
it is applied: a model's `forward`, the last layer of an `nn.Sequential`, a helper, another file.

## Why it hurts
A softmax of a softmax is nearly flat. What comes in lies between 0 and 1, so even a perfect prediction
counts as an unsure one: the loss can't fall below ln(1 + (C - 1)/e), which is 0.74 for 4 classes, 1.46
for 10 and 3.62 for 100, and the gradients are small all the way there. The model learns, slowly and badly,
and nothing is raised. Class indices (`argmax`) pass no gradient on at all.

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
        return F.softmax(self.output(x), dim=1)


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
        return self.output(x)


data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## When it is silent
- The input is unknown, or only on some paths of this form (a flag that decides in `forward`).
- Something else was applied after it: a logarithm, a temperature, a mixture.
- The softmax stands in the target: those are soft labels.
- The softmax's result goes elsewhere, and the loss gets the logits.

## References
- [torch.nn.CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)
- [torch.nn.Softmax](https://docs.pytorch.org/docs/stable/generated/torch.nn.Softmax.html)
- [A. Karpathy: most common neural net mistakes](https://x.com/karpathy/status/1013244313327681536)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.interpret.events import Form
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.activations import take_off
from torchvet.rules.reading.functions import loss_of_logarithm
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = (Form.PROBABILITIES, Form.SIGMOID, Form.CLASS_INDICES)
_CROSS_ENTROPIES = frozenset({"cross_entropy", "CrossEntropyLoss"})


class ProbabilitiesToCrossEntropy(Rule):
    """Probabilities given to a loss that applies log-softmax itself."""

    code = "TV401"
    name = "probabilities-to-cross-entropy"
    severity = Severity.WARNING
    summary = "softmax output given to a loss that applies log-softmax itself"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each loss that is given probabilities for logits."""
        for wrong in wrong_inputs(trace, {Expectation.LOGITS}, _FORMS):
            fix = take_off(trace, wrong)
            safe = fix is not None and fix.applicability is Applicability.SAFE
            yield self.finding(
                wrong.place,
                _message(wrong),
                related=wrong.explanations(),
                fix=fix,
                alternatives=() if safe else _alternatives(trace, wrong),
            )


def _message(wrong: WrongInput) -> str:
    name = wrong.loss.name
    if wrong.form is Form.CLASS_INDICES:
        return (
            f"{name} expects logits, and argmax passes no gradient on: nothing before it can learn from this."
        )
    given = "softmax output: it is softmaxed twice" if wrong.form is Form.PROBABILITIES else "sigmoid output"
    if name not in _CROSS_ENTROPIES:
        return (
            f"{name} applies softmax itself, and is given {given}. The gradients stay small, and the loss "
            "can't come near its minimum."
        )
    return (
        f"{name} applies log-softmax itself, and is given {given}. The gradients stay small, and the loss "
        "can't fall below ln(1 + (C - 1)/e): 1.46 for 10 classes."
    )


def _alternatives(trace: Trace, wrong: WrongInput) -> tuple[Fix, ...]:
    fix = loss_of_logarithm(trace, wrong) if wrong.form is Form.PROBABILITIES else None
    return (fix,) if fix else ()
