"""# accumulation-defeated (TV305)

## What it does
Finds gradient accumulation that accumulates nothing: the optimizer steps at every k-th batch, but the
gradients are zeroed at every batch.

## Why it hurts
The step only ever sees the gradients of the last batch; the work on the k - 1 batches before it is
thrown away. The run takes as long as with accumulation, learns from a fraction of the data, and its
effective batch size is k times smaller than planned.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for number, (inputs, targets) in enumerate(loader):
    optimizer.zero_grad()
    loss = nn.functional.mse_loss(model(inputs), targets) / 4
    loss.backward()
    if (number + 1) % 4 == 0:
        optimizer.step()
```

## Good
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(256, 8), torch.randn(256, 1))
loader = DataLoader(data, batch_size=8, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for number, (inputs, targets) in enumerate(loader):
    loss = nn.functional.mse_loss(model(inputs), targets) / 4
    loss.backward()
    if (number + 1) % 4 == 0:
        optimizer.step()
        optimizer.zero_grad()
```

## When it is silent
- The gradients are zeroed in the same turns as the step is taken, or under a test of their own.
- What is thrown away comes from another loss than the step uses: a critic's loss also fills the
  generator's gradients, and the generator is zeroed at its turn.

## References
- [Gradient accumulation (in the notes on automatic mixed precision)](https://docs.pytorch.org/docs/stable/notes/amp_examples.html#gradient-accumulation)
- [torch.optim.Optimizer.zero_grad](https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import insert_statement_before, move_statement_after
from torchvet.interpret.events import Gradient, Place, Step, ZeroGrad
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import related
from torchvet.rules.reading.discards import Discard, discarded_backward, useless_steps
from torchvet.rules.reading.guards import Guards, excludes
from torchvet.rules.reading.spots import same_function
from torchvet.rules.reading.steps import own_statement, shared_loop
from torchvet.rules.rule import Rule


class AccumulationDefeated(Rule):
    """Gradients are zeroed at every micro-batch, while the step is taken at every k-th."""

    code = "TV305"
    name = "accumulation-defeated"
    severity = Severity.WARNING
    summary = "gradients are zeroed at every micro-batch while the optimizer steps every k-th"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each ``zero_grad()`` that throws away what a later step was to use."""
        guards = trace.read_by(Guards)
        if not guards.any_periodic:
            return
        reported = {discard.zero.place for discard in useless_steps(trace)}
        steps = _steps_by_backward(trace)
        for zero in trace.of(ZeroGrad):
            if zero.place in reported or zero.in_closure:
                continue
            pairs = ((step, place) for place in _discarded(trace, zero) for step in steps.get(place, ()))
            discards = (_defeat(trace, guards, zero, step, place) for step, place in pairs)
            discard = next(filter(None, discards), None)
            if discard is not None:
                reported.add(zero.place)
                yield self._report(trace, discard)

    def _report(self, trace: Trace, discard: Discard) -> Finding:
        return self.finding(
            discard.zero.place,
            "Gradients are zeroed at every batch, but the optimizer steps only at some: nothing accumulates, "
            "and the step uses the last batch alone.",
            shown=discard.shown,
            related=(
                related("the gradients of this backward are thrown away", discard.backward.place),
                related("the step is taken only at every k-th turn", discard.step.place),
            ),
            fix=_fix(trace, discard),
        )


def _steps_by_backward(trace: Trace) -> dict[Place, list[Step]]:
    """The steps that use the gradients of each backward, by its place; of equal ones the first."""
    found: dict[Place, dict[tuple[object, ...], Step]] = defaultdict(dict)
    for step in trace.of(Step):
        loops = tuple(loop.place for loop in step.loops)
        key = (step.place, loops, tuple(before.holder for before in step.before))
        for place in {trace.at(index).place for before in step.before for index in before.backwards}:
            found[place].setdefault(key, step)
    return {place: list(steps.values()) for place, steps in found.items()}


def _discarded(trace: Trace, zero: ZeroGrad) -> set[Place]:
    """Where the gradients were computed that a call throws away unused."""
    pending = (before for before in zero.before if before.gradient is Gradient.PENDING)
    return {trace.at(index).place for before in pending for index in before.backwards}


def _defeat(trace: Trace, guards: Guards, zero: ZeroGrad, step: Step, place: Place) -> Discard | None:
    loop = shared_loop(zero, step)
    if loop is None or step.closure:
        return None
    # Zeroing once before the loop whose turns the test counts is right.
    if step.loop is None or not zero.is_in_loop(step.loop.place):
        return None
    if not guards.is_periodic(step, loop.place) or guards.of(zero, loop.place):
        return None
    holders = frozenset(before.holder for before in step.before)
    backward = discarded_backward(trace, zero, holders)
    if backward is None or backward.place != place or backward.loop is None:
        return None
    if backward.loop.place != loop.place or _alternates(trace, guards, step, loop.place):
        return None
    return Discard(backward, zero, step)


def _alternates(trace: Trace, guards: Guards, step: Step, loop: Place) -> bool:
    """Whether another step is taken in the turns in which this one isn't."""
    return any(
        excludes(decider, step, other) for other in trace.of(Step) for decider in guards.of(step, loop)
    )


def _fix(trace: Trace, discard: Discard) -> Fix | None:
    """Moves the call behind the step, into the branch in which the step is taken.

    Where gradients of an earlier step may be left at the loop's start, they are zeroed before it.
    """
    place = discard.zero.place
    zero, step = own_statement(place), own_statement(discard.step.place)
    if zero is None or step is None or not same_function(place, discard.step.place):
        return None
    document = place.document
    edits = move_statement_after(document, zero, step)
    loop = shared_loop(discard.zero, discard.step)
    if edits and loop is not None and _finds_leftovers(trace, discard.zero, loop.place):
        edits += insert_statement_before(
            document, document.statement_of(loop.place.node), document.text_of(zero)
        )
    return (
        Fix(f"Move {document.text_of(zero)} behind the step", Applicability.UNSAFE, edits) if edits else None
    )


def _finds_leftovers(trace: Trace, zero: ZeroGrad, loop: Place) -> bool:
    """Whether a call also cleans gradients that a step outside of its loop has used."""
    return any(
        not trace.at(before.step).is_in_loop(loop)
        for event in trace.of(ZeroGrad)
        if event.place == zero.place
        for before in event.before
        if before.step is not None
    )
