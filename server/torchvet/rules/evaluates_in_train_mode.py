"""# evaluates-in-train-mode (TV202)

## What it does
Finds validation, tests and predictions (forward passes that nothing trains on: under `no_grad`, or
only a number is kept of their loss or accuracy) that run while the model is in train mode, and the model
has layers for which that matters.

## Why it hurts
Modules are made in train mode, and `torch.no_grad()` doesn't change the mode: it only stops the
recording of gradients. So dropout goes on dropping activations at random: the numbers are too bad and
differ from run to run. Batch norm normalizes each batch with its own statistics, so that a prediction
depends on what else is in the batch, and the evaluation's data leak into the running statistics.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
loader, validation = DataLoader(data, batch_size=32), DataLoader(data, batch_size=128)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    right = 0
    with torch.no_grad():
        for x, y in validation:
            right += (model(x).argmax(1) == y).sum().item()
    print(right)
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
loader, validation = DataLoader(data, batch_size=32), DataLoader(data, batch_size=128)
model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    model.train()
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    right = 0
    model.eval()
    with torch.no_grad():
        for x, y in validation:
            right += (model(x).argmax(1) == y).sum().item()
    print(right)
```

## When it is silent
- The model has no layer that depends on the mode, or only some of its layers are in train mode.
- Something trains in the same loop: targets, teachers and samples are part of the training there.
- The same input goes through the model again and again: that is Monte Carlo dropout.
- The output isn't used: that brings batch norm's statistics up to date.
- A detector gets images and targets: it computes its losses in train mode only.
- `model.eval` stands before it without parentheses: that is TV203.
- The model was neither trained nor loaded by the program, or its mode is unknown.

It is only a hint where the model can't be seen and the program doesn't both train it in a train mode that it
asks for and never call `eval()` on it, where gradients are recorded and something that can't be
seen may train on them, and where a loop inside of the training runs over something that isn't known to be
a loader, and nothing is known to be measured.

## References
- [torch.nn.Module.eval](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.eval)
- [Evaluation mode and no_grad are two things](https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval)
- [A. Karpathy: most common neural net mistakes](https://x.com/karpathy/status/1013244313327681536)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from torchvet.finding import Finding, Fix, RelatedPlace, Severity
from torchvet.interpret.events import Dependence, Forward, Iterates, Mode, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.program.knowledge.models import DETECTORS
from torchvet.rules.reading.chains import related, through_calls
from torchvet.rules.reading.conditions import contradict, entangled
from torchvet.rules.reading.eval_calls import change_to_eval, fix_with_eval_call
from torchvet.rules.reading.evaluation import Evaluations
from torchvet.rules.reading.loops import is_named_for_evaluation
from torchvet.rules.reading.modes import effects, sets_only_a_part
from torchvet.rules.reading.spots import owner_of
from torchvet.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class _Mistake:
    """An evaluation in train mode.

    Args:
        forward: the forward pass.
        setters: what set that mode; empty where the module was made so.
        own: the one of them that stands in the evaluation itself.
        shown: whether the mistake was shown.
    """

    forward: Forward
    setters: tuple[ModeSet, ...]
    own: ModeSet | None
    shown: bool


class EvaluatesInTrainMode(Rule):
    """Evaluation while the model is in train mode."""

    code = "TV202"
    name = "evaluates-in-train-mode"
    severity = Severity.WARNING
    summary = "validation, test or inference runs with the model in train mode"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each forward call that evaluates in train mode, once."""
        evaluations = Evaluations(trace)
        mistakes: dict[Place, _Mistake] = {}
        for forward in trace.of(Forward):
            known = mistakes.get(forward.place)
            if forward.mode is not Mode.TRAIN or forward.module.dependence is Dependence.NO:
                continue
            if (known and known.shown) or forward not in evaluations or _needs_train_mode(forward):
                continue
            mistake = _mistake(evaluations, forward)
            if mistake and (known is None or mistake.shown):
                mistakes[forward.place] = mistake
        for mistake in mistakes.values():
            yield self._report(trace, mistake)

    def _report(self, trace: Trace, mistake: _Mistake) -> Finding:
        forward = mistake.forward
        return self.finding(
            forward.place,
            f"{owner_of(forward)} evaluates in train mode: {effects(forward.module, Mode.TRAIN)}.",
            shown=mistake.shown,
            related=tuple(_explanations(mistake)),
            fix=_fix(trace, mistake),
        )


def _needs_train_mode(forward: Forward) -> bool:
    """Whether targets are given to a detector, which computes losses in train mode only."""
    layers, call = forward.module.mode_layers, forward.place.node
    if not layers or not DETECTORS.issuperset(layers) or not isinstance(call, ast.Call):
        return False
    return len(call.args) + len(call.keywords) > 1 or any(isinstance(arg, ast.Starred) for arg in call.args)


def _mistake(evaluations: Evaluations, forward: Forward) -> _Mistake | None:
    module = forward.module
    setters = tuple(each for each in forward.mode_set if not contradict(each.conditions, forward.conditions))
    if (forward.mode_set and not setters) or any(sets_only_a_part(each, forward) for each in setters):
        return None
    if any(entangled(each, forward) for each in setters):
        return None
    own = next((each for each in setters if evaluations.is_set_for_it(each, forward)), None)
    over_loader = forward.loop is not None and forward.loop.iterates is Iterates.LOADER
    if own is not None and not over_loader:
        return None
    matters = module.known and module.dependence is Dependence.YES
    shown = (
        (matters or (bool(setters) and evaluations.only_trains(forward)))
        and _is_measured_only(evaluations, forward)
        and (over_loader or is_named_for_evaluation(forward.loop) or not evaluations.is_likely(forward))
        and not (forward.assumed_entry and not setters)
    )
    return _Mistake(forward, setters, own, shown)


def _is_measured_only(evaluations: Evaluations, forward: Forward) -> bool:
    """Whether gradients are off, or the graph is thrown away once a loss or an accuracy is computed."""
    return forward.grad_enabled is False or (
        not evaluations.may_be_trained_on(forward) and evaluations.measures(forward)
    )


def _fix(trace: Trace, mistake: _Mistake) -> Fix | None:
    if mistake.own is not None:
        return change_to_eval(mistake.own)
    return fix_with_eval_call(trace, mistake.forward, shown=mistake.shown)


def _explanations(mistake: _Mistake) -> Iterator[RelatedPlace]:
    forward = mistake.forward
    if not mistake.setters and forward.module.made_at is not None:
        yield related("made here; modules begin in train mode", forward.module.made_at)
    for setter in mistake.setters:
        yield related("set to train mode here", setter.place)
        yield from through_calls(setter.stack, forward.stack)
