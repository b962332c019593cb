"""# probabilities-to-bce-with-logits (TV404)

## What it does
Finds sigmoid (or softmax) output that is given to a loss that applies the sigmoid itself:
`binary_cross_entropy_with_logits`, `BCEWithLogitsLoss`.

## Why it hurts
A sigmoid of a sigmoid lies between 0.5 and 0.73, whatever the model says: it can never be sure of a "no".
For negatives the loss can't fall below ln 2 = 0.69, for positives not below 0.31, and the gradients are
small. The model learns a little, and stops.

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
        self.output = nn.Linear(64, 1)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        return torch.sigmoid(self.output(x))


data = TensorDataset(torch.randn(512, 20), torch.rand(512, 1).round())
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.binary_cross_entropy_with_logits(model(x), y)
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
        self.output = nn.Linear(64, 1)

    def forward(self, x):
        x = F.relu(self.hidden(x))
        return self.output(x)


data = TensorDataset(torch.randn(512, 20), torch.rand(512, 1).round())
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.binary_cross_entropy_with_logits(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## When it is silent
- The input is unknown, or only on some paths of this form (a flag that decides in `forward`).
- Something else was applied after it: a logarithm, a temperature, a mixture.

## References
- [torch.nn.BCEWithLogitsLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html)
- [torch.nn.BCELoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html)
- [A. Karpathy: most common neural net mistakes](https://x.com/karpathy/status/1013244313327681536)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Severity
from torchvet.interpret.events import Form
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.activations import take_off
from torchvet.rules.reading.functions import is_used_once, swap_loss
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = (Form.SIGMOID, Form.PROBABILITIES, Form.CLASS_INDICES)
_SWAPS = {
    "binary_cross_entropy_with_logits": "torch.nn.functional.binary_cross_entropy",
    "BCEWithLogitsLoss": "torch.nn.BCELoss",
}


class ProbabilitiesToBceWithLogits(Rule):
    """Probabilities given to a loss that applies the sigmoid itself."""

    code = "TV404"
    name = "probabilities-to-bce-with-logits"
    severity = Severity.WARNING
    summary = "sigmoid output given to a loss that applies the sigmoid itself"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each loss that is given probabilities for logits."""
        for wrong in wrong_inputs(trace, {Expectation.BINARY_LOGITS}, _FORMS):
            swap = swap_loss(trace, wrong, _SWAPS, forms=_FORMS, without={"pos_weight"}, safe=False)
            off = take_off(trace, wrong)
            is_safe = off is not None and off.applicability is Applicability.SAFE
            off_first = is_safe or not is_used_once(trace, wrong.loss)
            fixes = [fix for fix in ((off, swap) if off_first else (swap, off)) if fix]
            yield self.finding(
                wrong.place,
                _message(wrong),
                related=wrong.explanations(),
                fix=fixes[0] if fixes else None,
                alternatives=tuple(fixes[1:]),
            )


def _message(wrong: WrongInput) -> str:
    name = wrong.loss.name
    if wrong.form is Form.CLASS_INDICES:
        return (
            f"{name} expects logits, and argmax passes no gradient on: nothing before it can learn from this."
        )
    given = "sigmoid output" if wrong.form is Form.SIGMOID else "softmax output"
    bound = f"{name} applies the sigmoid itself, and is given {given}: the prediction can't leave 0.5 to 0.73"
    return f"{bound}, and the loss of a negative can't fall below 0.69." if name in _SWAPS else f"{bound}."
