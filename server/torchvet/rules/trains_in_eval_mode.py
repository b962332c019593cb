"""# trains-in-eval-mode (TV201)

## What it does
Finds training steps (a forward pass, a backward through it, a step of an optimizer that uses the
gradients) that run while the model is in eval mode, and the model has layers for which that matters.

The mode is followed through calls, loops, objects and files: most often `model.train()` stands once
before a loop, and something that is called inside the loop sets `model.eval()` and leaves it so.

## Why it hurts
In eval mode dropout does nothing, and batch norm normalizes with its running statistics and stops
updating them. Nothing crashes and the training loss looks fine, often better than it should. The
regularization that you designed is gone from the first evaluation on, and the model overfits.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)


def main():
    data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
    loader = DataLoader(data, batch_size=32)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
    optimizer = torch.optim.Adam(model.parameters())
    model.train()
    for epoch in range(10):
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(evaluate(model, loader))


main()
```

## Good
Set the mode where the training happens, so that it doesn't matter what ran before:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        return sum((model(x).argmax(1) == y).sum().item() for x, y in loader)


def main():
    data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
    loader = DataLoader(data, batch_size=32)
    model = nn.Sequential(nn.Linear(20, 64), nn.ReLU(), nn.Dropout(0.5), nn.Linear(64, 3))
    optimizer = torch.optim.Adam(model.parameters())
    for epoch in range(10):
        model.train()
        for x, y in loader:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(evaluate(model, loader))


main()
```

## When it is silent
- The model has no layer that depends on the mode.
- The mode is restored: by `train()` at the evaluation's end, `train(was)`, `try`/`finally`, a context
  manager or a decorator.
- Only some layers are in eval mode: that is batch norm frozen on purpose.
- Nothing steps: saliency maps, adversarial examples, a frozen teacher or feature extractor.
- `eval()` stands right before, and no loss is known: that is adaptation at test time.
- `model.train` stands before it without parentheses: that is TV203.
- The mode is unknown.

It is only a hint where the model can't be seen and nothing calls its `train()` before the loop, and where
`eval()` stands right before the training in the same function, which can be on purpose.

## References
- [torch.nn.Module.train](https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.train)
- [Evaluation mode and no_grad are two things](https://docs.pytorch.org/docs/stable/notes/autograd.html#evaluation-mode-nn-module-eval)
- [A. Karpathy: most common neural net mistakes](https://x.com/karpathy/status/1013244313327681536)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from torchvet.finding import Finding, RelatedPlace, Severity
from torchvet.interpret.events import Dependence, Forward, Iterates, Mode, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import calls_beyond, related, through_calls
from torchvet.rules.reading.conditions import contradict, entangled
from torchvet.rules.reading.mode_calls import loop_of_both
from torchvet.rules.reading.modes import effects, sets_only_a_part
from torchvet.rules.reading.purpose import is_on_purpose, may_be_on_purpose
from torchvet.rules.reading.receivers import receiver_of
from torchvet.rules.reading.spots import owner_of
from torchvet.rules.reading.train_calls import fix_with_train_call, meant_as_train, train_before
from torchvet.rules.reading.training import Training, trainings
from torchvet.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class _Mistake:
    """A training forward in eval mode, with what set that mode."""

    forward: Forward
    setters: tuple[ModeSet, ...]
    shown: bool


class TrainsInEvalMode(Rule):
    """Training steps while the model is in eval mode."""

    code = "TV201"
    name = "trains-in-eval-mode"
    severity = Severity.WARNING
    summary = "a training step runs with the model in eval mode"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each forward call that trains in eval mode, once."""
        mistakes: dict[Place, _Mistake] = {}
        for training in trainings(trace).values():
            known = mistakes.get(training.forward.place)
            mistake = None if known and known.shown else _mistake(trace, training)
            if mistake and (known is None or mistake.shown):
                mistakes[mistake.forward.place] = mistake
        for mistake in mistakes.values():
            yield self._report(trace, mistake)

    def _report(self, trace: Trace, mistake: _Mistake) -> Finding:
        forward, setters = mistake.forward, mistake.setters
        running = loop_of_both(forward, setters)
        loop = running.place if running else None
        changed = [fix for setter in setters if (fix := meant_as_train(trace, setter))]
        return self.finding(
            forward.place,
            f"{_subject(trace, mistake)}: {effects(forward.module, Mode.EVAL)}.",
            shown=mistake.shown,
            related=tuple(_explanations(trace, mistake, loop)),
            fix=fix_with_train_call(trace, forward, loop, shown=mistake.shown),
            alternatives=tuple(changed[:1]),
        )


def _mistake(trace: Trace, training: Training) -> _Mistake | None:
    forward = training.forward
    if forward.mode is not Mode.EVAL or forward.module.dependence is Dependence.NO:
        return None
    path = (*forward.conditions, *training.step.conditions)
    setters = tuple(setter for setter in forward.mode_set if not contradict(setter.conditions, path))
    if forward.mode_set and not setters:
        return None
    if any(sets_only_a_part(setter, forward) for setter in setters):
        return None
    if is_on_purpose(trace, setters, training):
        return None
    if any(entangled(each, forward) or entangled(each, training.step) for each in setters):
        return None
    doubtful = may_be_on_purpose(trace, setters, forward)
    loop = loop_of_both(forward, setters)
    assumed = loop is not None and isinstance(loop.place.node, ast.FunctionDef | ast.AsyncFunctionDef)
    matters = forward.module.dependence is Dependence.YES and forward.module.known
    # Who calls train() before the loop wants train mode, whatever the model is.
    asked_for = loop is not None and train_before(trace, forward, loop.place, setters) is not None
    return _Mistake(forward, setters, shown=(matters or asked_for) and not doubtful and not assumed)


def _subject(trace: Trace, mistake: _Mistake) -> str:
    forward = mistake.forward
    owner = owner_of(forward)
    later = next((loop for loop in forward.loops if not loop.first), None)
    was_train = any(event.place == forward.place and event.mode is Mode.TRAIN for event in trace.of(Forward))
    if later is None or not was_train or not mistake.setters:
        return f"{owner} trains in eval mode"
    setter = mistake.setters[0]
    calls = calls_beyond(setter.stack, forward.stack)
    cause = f"{calls[0].function}()" if calls else f"{receiver_of(setter) or owner}.eval()"
    sometimes = any(not each.known for each in setter.conditions)
    if sometimes:
        return f"{owner} trains in eval mode once {cause} has run"
    inside = forward.loops[forward.loops.index(later) + 1 :]
    turn = "batch" if later.iterates is not Iterates.OTHER else "epoch" if inside else "pass"
    left = f", since {cause} leaves it so" if calls else ""
    return f"{owner} trains in eval mode from the 2nd {turn} on{left}"


def _explanations(trace: Trace, mistake: _Mistake, loop: Place | None) -> Iterator[RelatedPlace]:
    forward, setters = mistake.forward, mistake.setters
    before = train_before(trace, forward, loop, setters)
    if before is not None:
        yield related("train mode is set only here, before the loop", before.place)
    if not setters and forward.module.made_at is not None:
        yield related("made here, in eval mode", forward.module.made_at)
    for setter in setters:
        yield related("set to eval mode here", setter.place)
        yield from through_calls(setter.stack, forward.stack)
