"""# nll-loss-without-log-softmax (TV403)

## What it does
Finds raw outputs (logits) or probabilities that are given to `nll_loss`, which expects log-probabilities.

## Why it hurts
`nll_loss` only picks the value of the right class and turns its sign; it computes no logarithm, whatever its
name says. On logits it has no lower bound: the loss goes below zero and on, the outputs explode, and "the
loss falls" means nothing. On probabilities it lies between -1 and 0, and its gradient doesn't grow where the
model is wrong.

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
        return self.output(x)


data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in DataLoader(data, batch_size=32):
    loss = F.nll_loss(model(x), y)
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
- The log-softmax is applied somewhere else, in another function or file.

## References
- [torch.nn.NLLLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html)
- [torch.nn.LogSoftmax](https://docs.pytorch.org/docs/stable/generated/torch.nn.LogSoftmax.html)
- [torch.nn.CrossEntropyLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, Fix, Severity
from torchvet.interpret.events import Form, Forward, LossCall
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.activations import make_logarithmic, take_off
from torchvet.rules.reading.functions import swap_loss
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = (Form.LOGITS, Form.PROBABILITIES, Form.SIGMOID, Form.CLASS_INDICES)
_SWAPS = {"nll_loss": "torch.nn.functional.cross_entropy", "NLLLoss": "torch.nn.CrossEntropyLoss"}
_GIVEN = {
    Form.LOGITS: "raw outputs: the loss has no lower bound, and falls below zero without meaning anything",
    Form.PROBABILITIES: "probabilities: its gradient doesn't grow where the model is wrong",
    Form.SIGMOID: "sigmoid output: its gradient doesn't grow where the model is wrong",
    Form.CLASS_INDICES: "class indices: argmax passes no gradient on, so that nothing before it learns",
}


class NllLossWithoutLogSoftmax(Rule):
    """``nll_loss`` given something else than log-probabilities."""

    code = "TV403"
    name = "nll-loss-without-log-softmax"
    severity = Severity.WARNING
    summary = "`nll_loss` given logits or probabilities"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each loss that is given something else than log-probabilities."""
        for wrong in wrong_inputs(trace, {Expectation.LOG_PROBABILITIES}, _FORMS):
            yield self.finding(
                wrong.place,
                f"{wrong.loss.name} expects log-probabilities, and is given {_GIVEN[wrong.form]}.",
                related=wrong.explanations(),
                fix=_fix(trace, wrong),
            )


def _fix(trace: Trace, wrong: WrongInput) -> Fix | None:
    if wrong.form is Form.LOGITS:
        return swap_loss(trace, wrong, _SWAPS, forms=(Form.LOGITS,), safe=True)
    if wrong.form is Form.PROBABILITIES and _undoes_log(trace, wrong):
        return take_off(trace, wrong)
    if wrong.form is Form.PROBABILITIES:
        return make_logarithmic(trace, wrong)
    return None


def _undoes_log(trace: Trace, wrong: WrongInput) -> bool:
    """Whether there were log-probabilities before the softmax."""
    if wrong.source is not None and wrong.source.undoes_log:
        return True
    return wrong.stands_in_call and _is_given_as_it_is_elsewhere(trace, wrong)


def _is_given_as_it_is_elsewhere(trace: Trace, wrong: WrongInput) -> bool:
    """Whether the program gives such a loss the same models' output without the softmax somewhere else."""
    models = _models(trace, wrong.loss)
    return bool(models) and any(
        loss.expects is wrong.loss.expects
        and loss.place != wrong.loss.place
        and all(fact.form in (Form.UNKNOWN, Form.LOG_PROBABILITIES) for fact in loss.input)
        and _models(trace, loss) == models
        for loss in trace.of(LossCall)
    )


def _models(trace: Trace, loss: LossCall) -> frozenset[int]:
    """The models whose output a loss is given."""
    events = [trace.at(index) for index in loss.forwards]
    return frozenset(event.module.identity for event in events if isinstance(event, Forward))
