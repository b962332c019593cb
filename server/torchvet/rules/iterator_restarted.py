"""# iterator-restarted (TV105)

## What it does
Finds a loop that feeds a model with `next(iter(loader))` at each turn.

## Why it hurts
`iter(loader)` starts anew each time: worker processes are started, the shuffle is drawn again, and
only the first batch of it is used. An epoch no longer sees each example once, and without shuffling
every turn gets the very same batch: the model learns, or is judged by, one batch for ever. It is slow
too.

## Bad
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(256, 8), torch.randn(256, 1)), batch_size=16, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for step in range(1000):
    inputs, targets = next(iter(loader))
    loss = nn.functional.mse_loss(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## Good
Run over the loader:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(256, 8), torch.randn(256, 1)), batch_size=16, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

for epoch in range(10):
    for inputs, targets in loader:
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
```

Where steps are counted rather than epochs, make the iterator once, and anew when it has run out:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(256, 8), torch.randn(256, 1)), batch_size=16, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

batches = iter(loader)
for step in range(1000):
    try:
        inputs, targets = next(batches)
    except StopIteration:
        batches = iter(loader)
        inputs, targets = next(batches)
    loss = nn.functional.mse_loss(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
```

## When it is silent
- `next(iter(loader))` outside of loops: to look at a batch, to plot one, to take its size, to overfit
  one batch on purpose.
- The batch is drawn once an epoch, or only at some turns, and isn't what the loop feeds the model with.
- No model gets the batch.
- The loader is made at each turn for data that are made there too: it only makes a batch of an example.
- A hint only: the loader was given no batch size, and nobody knows its data set. Each item may be a
  batch that the data set draws by itself, as with tasks of few-shot learning.

## References
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
- [Multi-process data loading: what making an iterator costs](https://docs.pytorch.org/docs/stable/data.html#multi-process-data-loading)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Finding, Severity
from torchvet.interpret.events import Forward, Iterates, LoaderUse, LoopPass, Place, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.batches import fix_with_one_iterator, fix_with_the_loader, runs_over_a_loader
from torchvet.rules.reading.chains import related
from torchvet.rules.reading.guards import Guards
from torchvet.rules.reading.spots import LOOPS
from torchvet.rules.rule import Rule


class IteratorRestarted(Rule):
    """A loop that gets each of its batches from a new iterator."""

    code = "TV105"
    name = "iterator-restarted"
    severity = Severity.WARNING
    summary = "`next(iter(loader))` inside a loop: a new iterator, and new workers, each time"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each ``next(iter(loader))`` whose batch a model gets at every turn of a loop."""
        reported, guards = set[Place](), trace.read_by(Guards)
        for use in trace.of(LoaderUse):
            if use.use is not Use.NEXT_OF_NEW_ITERATOR or use.place in reported or use.loop is None:
                continue
            forward = _fed(trace, guards, use)
            if forward is not None:
                reported.add(use.place)
                yield self._report(use, forward)

    def _report(self, use: LoaderUse, forward: Forward) -> Finding:
        return self.finding(
            use.place,
            "This makes a new iterator at each turn of the loop and takes its first batch: workers start "
            "anew each time, and an epoch is never run through.",
            shown=use.makes_batches,
            related=(related(f"{forward.owner_label} gets the batch here", forward.place),),
            fix=fix_with_the_loader(use) or fix_with_one_iterator(use),
        )


def _fed(trace: Trace, guards: Guards, use: LoaderUse) -> Forward | None:
    """The forward pass that gets the batch in the loop that draws it."""
    loop = use.loop
    if loop is None or not _repeats(loop) or guards.of(use, loop.place):
        return None
    if runs_over_a_loader(trace, loop.place):
        return None
    return next(
        (
            forward
            for forward in trace.of(Forward)
            if use.index in forward.inputs_from
            and forward.loop is not None
            and forward.loop.place == loop.place
        ),
        None,
    )


def _repeats(loop: LoopPass) -> bool:
    """Whether it is a loop of the program, or one of a framework that feeds a function with batches."""
    return isinstance(loop.place.node, LOOPS) or loop.iterates is Iterates.LOADER
