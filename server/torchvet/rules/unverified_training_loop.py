"""# unverified-training-loop (TV101)

## What it does
Marks each loop over a loader that trains a model, and offers to let it run on its first batch alone.

## Why it hurts
The cheapest test of a training script is to overfit one batch: a model that can't drive the loss on 32
examples to almost nothing will not learn 50,000 of them either. It takes seconds, and it catches wrong
losses, frozen layers, dead activations, labels that don't belong to the inputs, and learning rates
that are far off, before they cost hours.

This is a hint: nothing is wrong, something was not tried yet. `torchvet verify` does it without any
change to the script, and a verified loop isn't marked until its code changes: the loop itself, the model's
classes, the loss, and what these call, in whichever file it stands. Comments, docstrings and formatting don't
count, nor does the code around it.

## Bad
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

## Good
For a moment, until the loss has been seen to go to zero:
```python
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(256, 8), torch.randn(256, 1)), batch_size=16, shuffle=True)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)

first_batch = next(iter(loader))
for epoch in range(10):
    for inputs, targets in [first_batch] * 50:
        loss = nn.functional.mse_loss(model(inputs), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
```

## When it is silent
- The loop runs on one batch already.
- Nothing steps in the loop, or it doesn't run over a loader.
- `torchvet verify` has shown that the loop can learn a batch, and its code has not changed since.

## References
- [A. Karpathy: A recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/)
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import insert_statement_before, replace_expression
from torchvet.interpret.events import Iterates, LoopEntered, Place
from torchvet.interpret.trace import Trace
from torchvet.passes.standing import NEVER
from torchvet.project import Project
from torchvet.rules.reading.batches import unused_name
from torchvet.rules.reading.loops import entered, header_of, training_loops
from torchvet.rules.reading.spots import LOOPS, ancestors, dotted
from torchvet.rules.rule import Rule
from torchvet.source.document import Document
from torchvet.source.nodes import walk
from torchvet.source.position import Range

_REPEATS = 50


class UnverifiedTrainingLoop(Rule):
    """A training loop that was never shown to fit one batch."""

    code = "TV101"
    name = "unverified-training-loop"
    severity = Severity.HINT
    summary = "this training loop has never been shown to fit one batch"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Marks each loop over a loader that holds a training step."""
        for loop in training_loops(trace):
            begun = entered(trace, loop)
            if {event.iterates for event in begun} != {Iterates.LOADER}:
                continue
            if any(event.leaves_after_first for event in begun):
                continue
            yield self.finding(
                loop,
                "This loop has not been shown to overfit one batch yet, which takes seconds: "
                "a model that can't learn one batch can't learn the data set.",
                range=header_of(loop),
                fix=_fix(begun[0]),
            )

    def settled(self, finding: Finding, document: Document, project: Project) -> Finding | None:
        """Says nothing of a loop that was verified, and what has changed since where something has."""
        loop = _loop_at(document, finding.range)
        standing = project.standing(document, loop) if loop is not None else NEVER
        if standing.holds:
            return None
        if not standing.was_shown:
            return finding
        message = (
            f"This loop's code has changed since it was shown to fit one batch ({standing.changed}): "
            "whether the model can still learn one batch takes seconds to see."
        )
        return replace(finding, message=message)


def _loop_at(document: Document, place: Range) -> ast.For | ast.AsyncFor | ast.While | None:
    found = (node for node in document.loops if node.lineno == place.start.line + 1)
    return next((node for node in found if document.range_of(node).start == place.start), None)


def _fix(loop: LoopEntered) -> Fix | None:
    """Runs the loop on its first batch, taken before the outermost loop over the same loader."""
    document, node, loader = (
        loop.place.document,
        loop.loader_node,
        loop.loader_node and dotted(loop.loader_node),
    )
    if node is None or loader is None or not _stands_in_header(loop, node):
        return None
    name = unused_name(document, ("first_batch", "one_batch"))
    edits = (
        *insert_statement_before(document, _outermost(loop.place, loader), f"{name} = next(iter({loader}))"),
        *replace_expression(document, node, f"[{name}] * {_REPEATS}"),
    )
    return Fix(f"Run the loop {_REPEATS} times on its first batch", Applicability.DISPLAY, edits)


def _stands_in_header(loop: LoopEntered, node: ast.expr) -> bool:
    return loop.iterable is not None and any(part is node for part in walk(loop.iterable))


def _outermost(loop: Place, loader: str) -> ast.stmt:
    """The outermost loop around this one that doesn't make the loader itself."""
    document = loop.document
    found = document.statement_of(loop.node)
    for node in ancestors(loop):
        if isinstance(node, LOOPS):
            if _binds(node, loader):
                break
            found = node
    return found


def _binds(loop: ast.stmt, loader: str) -> bool:
    root = loader.partition(".")[0]
    return any(
        isinstance(node, ast.Name | ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and dotted(node) in (root, loader)
        for node in walk(loop)
    )
