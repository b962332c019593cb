"""# kl-div-input-not-log (TV406)

## What it does
Finds probabilities that are given to `kl_div` or `KLDivLoss` as its first argument, which expects
log-probabilities. Raw outputs there are a hint.

## Why it hurts
`kl_div` takes the prediction as logarithms (and the target, by default, as probabilities). Given
probabilities, it computes something else: the result can be negative, isn't zero where both are equal, and
its gradient doesn't grow where the student is wrong.

## Bad
```python
import torch.nn.functional as F
from torch import nn

teacher, student = nn.Linear(20, 5), nn.Linear(20, 5)


def distill(x, temperature):
    goal = F.softmax(teacher(x) / temperature, dim=1)
    return F.kl_div(F.softmax(student(x) / temperature, dim=1), goal, reduction="batchmean")
```

## Good
```python
import torch.nn.functional as F
from torch import nn

teacher, student = nn.Linear(20, 5), nn.Linear(20, 5)


def distill(x, temperature):
    goal = F.softmax(teacher(x) / temperature, dim=1)
    return F.kl_div(F.log_softmax(student(x) / temperature, dim=1), goal, reduction="batchmean")
```

## When it is silent
- The input is unknown, or only on some paths of this form (a flag that decides in `forward`).
- Something else was applied after it: a logarithm, a temperature, a mixture.
- The softmax stands in the target.

## References
- [torch.nn.KLDivLoss](https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html)
- [torch.nn.functional.kl_div](https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.kl_div.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, Fix, Severity
from torchvet.interpret.events import Form
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.losses import Expectation
from torchvet.rules.reading.activations import make_logarithmic
from torchvet.rules.reading.loss_inputs import WrongInput, wrong_inputs
from torchvet.rules.rule import Rule

_FORMS = (Form.PROBABILITIES, Form.LOGITS)


class KlDivInputNotLog(Rule):
    """Probabilities given to ``kl_div`` as the prediction."""

    code = "TV406"
    name = "kl-div-input-not-log"
    severity = Severity.WARNING
    summary = "`kl_div` given probabilities where it expects log-probabilities"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each divergence that is given something else than log-probabilities."""
        for wrong in wrong_inputs(trace, {Expectation.LOG_DENSITY}, _FORMS):
            probabilities = all(fact.form is Form.PROBABILITIES for fact in wrong.facts)
            given = "probabilities" if probabilities else "raw outputs"
            yield self.finding(
                wrong.place,
                f"{wrong.loss.name} expects log-probabilities as its input, and is given {given}: "
                "the result is no divergence, and can be negative.",
                shown=probabilities,
                related=wrong.explanations(),
                fix=_fix(trace, wrong) if probabilities else None,
            )


def _fix(trace: Trace, wrong: WrongInput) -> Fix | None:
    return make_logarithmic(trace, wrong)
