"""# logits-to-bce (TV405)

## What it does
Finds raw outputs (logits) that are given to `binary_cross_entropy` or `BCELoss`, which expect probabilities,
and to losses of other packages that apply neither softmax nor sigmoid themselves: a Dice loss that was made
with `from_logits=False`, or without `sigmoid=True`.

## Why it hurts
`binary_cross_entropy` takes the logarithm of what it is given. Raw outputs are not between 0 and 1, so that
it raises an error at the first value outside; on a GPU that is a failed assertion, after which nothing runs
there any more. Where by chance all values fit, the loss means nothing. A Dice loss raises nothing: it adds
up raw outputs as if they were parts of 1, falls below 0, and what is learned has no use.

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
        return self.output(x)


data = TensorDataset(torch.randn(512, 20), torch.rand(512, 1).round())
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.binary_cross_entropy(model(x), y)
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
- [torch.nn.BCELoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCELoss.html)
- [torch.nn.BCEWithLogitsLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html)
- [Losses of segmentation_models_pytorch](https://smp.readthedocs.io/en/latest/losses.html)
- [Losses of MONAI](https://docs.monai.io/en/stable/losses.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, Severity
from torchvet.interpret.events import Form
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.functions import swap_loss
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = {
    Expectation.BINARY_PROBABILITIES: (Form.LOGITS,),
    Expectation.PROBABILITIES: (Form.LOGITS, Form.LOG_PROBABILITIES, Form.LOG_SIGMOID),
}
_SWAPS = {
    "binary_cross_entropy": "torch.nn.functional.binary_cross_entropy_with_logits",
    "BCELoss": "torch.nn.BCEWithLogitsLoss",
}


class LogitsToBce(Rule):
    """Raw outputs given to a loss that expects probabilities."""

    code = "TV405"
    name = "logits-to-bce"
    severity = Severity.ERROR
    summary = "raw outputs given to `binary_cross_entropy`"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each loss that is given logits for probabilities."""
        for expects, forms in _FORMS.items():
            for wrong in wrong_inputs(trace, {expects}, forms):
                yield self.finding(
                    wrong.place,
                    _message(wrong),
                    related=wrong.explanations(),
                    fix=swap_loss(trace, wrong, _SWAPS, forms=forms, safe=True),
                )


def _message(wrong: WrongInput) -> str:
    what = "raw outputs" if wrong.form is Form.LOGITS else "their logarithms"
    given = f"{wrong.loss.name} expects probabilities, and is given {what}: "
    if wrong.form is not Form.LOGITS:
        return given + "the loss means nothing."
    if wrong.loss.expects is Expectation.PROBABILITIES:
        return given + "made like this, it applies neither softmax nor sigmoid, and the loss means nothing."
    return given + "it raises an error at the first value outside 0 to 1."
