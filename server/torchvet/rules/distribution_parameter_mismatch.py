"""# distribution-parameter-mismatch (TV407)

## What it does
Finds raw outputs given to a distribution as `probs`, and probabilities given as `logits`: `Categorical`,
`Bernoulli` and their kin. The first positional argument is `probs`.

## Why it hurts
As `logits`, probabilities are softmaxed once more: the distribution is nearly uniform, a policy explores for
ever, and its gradients are small. As `probs`, raw outputs are only divided by their sum: negative ones raise
an error, and where the check is off the samples mean nothing.

## Bad
```python
from torch import nn
from torch.distributions import Categorical

policy = nn.Linear(8, 4)


def act(state):
    return Categorical(policy(state)).sample()
```

## Good
```python
from torch import nn
from torch.distributions import Categorical

policy = nn.Linear(8, 4)


def act(state):
    return Categorical(logits=policy(state)).sample()
```

## When it is silent
- The input is unknown, or only on some paths of this form (a flag that decides in `forward`).
- Something else was applied after it: a logarithm, a temperature, a mixture.
- Log-probabilities given as `logits`: they are logits.

## References
- [torch.distributions.Categorical](https://docs.pytorch.org/docs/stable/distributions.html#categorical)
- [torch.distributions.Bernoulli](https://docs.pytorch.org/docs/stable/distributions.html#bernoulli)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import rename_keyword
from torchvet.fixes.elements import name_argument
from torchvet.interpret.events import DistributionMade, Form, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.loss_inputs import explanations
from torchvet.rules.rule import Rule

_WRONG = {
    "probs": (Form.LOGITS, Form.LOG_PROBABILITIES),
    "logits": (Form.PROBABILITIES, Form.SIGMOID),
}
_OTHER = {"probs": "logits", "logits": "probs"}
_OF_TWO = ("Bernoulli", "ContinuousBernoulli", "RelaxedBernoulli", "Binomial", "Geometric")
"""The distributions whose logits go through a sigmoid."""
_GIVEN = {
    Form.LOGITS: ("raw outputs", "negative ones raise an error, and the others mean nothing"),
    Form.LOG_PROBABILITIES: ("log-probabilities", "they are negative, and raise an error"),
    Form.PROBABILITIES: ("probabilities", "they are softmaxed again, and the distribution is nearly uniform"),
    Form.SIGMOID: ("sigmoid output", "it is squeezed once more, and the distribution can't get sure"),
}


class DistributionParameterMismatch(Rule):
    """Logits as ``probs``, or probabilities as ``logits``."""

    code = "TV407"
    name = "distribution-parameter-mismatch"
    severity = Severity.WARNING
    summary = "logits as `Categorical(probs=…)` or probabilities as `Categorical(logits=…)`"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each distribution that is given the other parameter, once."""
        wrong: dict[Place, DistributionMade] = {}
        fine: set[Place] = set()
        for event in trace.of(DistributionMade):
            if event.value and all(fact.form in _WRONG.get(event.parameter, ()) for fact in event.value):
                wrong.setdefault(event.place, event)
            else:
                fine.add(event.place)
        for place, event in wrong.items():
            if place not in fine:
                yield self._report(event)

    def _report(self, event: DistributionMade) -> Finding:
        given, consequence = _GIVEN[event.value[0].form]
        if given == "probabilities" and event.name in _OF_TWO:
            consequence = "they go through another sigmoid, and the distribution can't get sure"
        value = Place(event.place.document, event.value_node)
        return self.finding(
            value,
            f"{event.name} is given {given} as {event.parameter}: {consequence}.",
            related=explanations(event.value, value, event.stack),
            fix=_fix(event),
        )


def _fix(event: DistributionMade) -> Fix | None:
    document, other = event.place.document, _OTHER[event.parameter]
    call = event.place.node
    if event.keyword is not None:
        edits = rename_keyword(document, event.keyword, other)
    elif isinstance(call, ast.Call) and call.args:
        edits = name_argument(document, call, event.value_node, other)
    else:
        return None
    return Fix(f"Give it as {other}", Applicability.SAFE, edits) if edits else None
