"""# single-batch-left-in (TV104)

## What it does
Finds training that still runs on a single batch: a loop over `[batch] * 50` or
`itertools.repeat(batch)`, a `break` that always ends a loop over the loader in its first turn, a
Lightning trainer with `overfit_batches` or `fast_dev_run`.

## Why it hurts
To overfit one batch is the best first test there is, and easily left in. The loss falls beautifully,
to almost nothing, and the model has seen 32 examples.

## Bad
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

## Good
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

## When it is silent
- Nothing steps in the loop.
- The `break` depends on something: a number of steps, a command-line option.
- The trainer's option is off, or comes from a variable.

It is only a hint where the program also trains on the whole loader: then the single batch is a check
that somebody kept on purpose.

## References
- [A. Karpathy: A recipe for training neural networks](https://karpathy.github.io/2019/04/25/recipe/)
- [Lightning: overfit_batches and fast_dev_run](https://lightning.ai/docs/pytorch/stable/debug/debugging_basic.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Edit, Finding, Fix, Severity
from torchvet.fixes import delete_statement, remove_argument, replace_expression
from torchvet.interpret.events import Iterates, LoaderUse, LoopEntered, Place, TrainerMade, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.chains import related
from torchvet.rules.reading.loops import entered, header_of, iterates, training_loops
from torchvet.rules.rule import Rule
from torchvet.source.document import Document

_WRAPPERS = ("enumerate", "tqdm", "trange", "zip", "track", "iter")


class SingleBatchLeftIn(Rule):
    """Training that still runs on one batch."""

    code = "TV104"
    name = "single-batch-left-in"
    severity = Severity.INFORMATION
    summary = "the loop still runs on one repeated batch"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports loops on one batch, loops that end in their first turn, and trainers told to."""
        loops = training_loops(trace)
        on_purpose = any(_trains_on_all(trace, loop) for loop in loops)
        for loop in loops:
            for event in entered(trace, loop)[:1]:
                if event.iterates is Iterates.REPEATED_BATCH:
                    yield self._report_loop(trace, event, shown=not on_purpose)
                elif event.leaves_after_first is not None:
                    yield self._report_exit(event, event.leaves_after_first, shown=not on_purpose)
        for trainer in _limited(trace):
            yield from self._report_trainer(trainer)

    def _report_loop(self, trace: Trace, loop: LoopEntered, *, shown: bool) -> Finding:
        return self.finding(
            loop.place,
            "This loop trains on one and the same batch, again and again.",
            shown=shown,
            range=header_of(loop.place),
            fix=_fix_loop(trace, loop),
        )

    def _report_exit(self, loop: LoopEntered, exit: ast.stmt, *, shown: bool) -> Finding:
        place = Place(loop.place.document, exit)
        word = place.text.split()[0].rstrip(";")
        edits = delete_statement(place.document, exit) if isinstance(exit, ast.Break) else ()
        return self.finding(
            place,
            f"This {word} always ends the loop in its first turn: it trains on one batch of the loader.",
            shown=shown,
            related=(related("this loop", Place(place.document, loop.place.node)),),
            fix=Fix("Remove the break", Applicability.UNSAFE, edits) if edits else None,
        )

    def _report_trainer(self, trainer: TrainerMade) -> Iterator[Finding]:
        document, call = trainer.place.document, trainer.place.node
        values = dict(trainer.options)
        for keyword in trainer.keywords:
            name = keyword.arg or ""
            if not _limits(name, values.get(name)) or not isinstance(call, ast.Call):
                continue
            edits = remove_argument(document, call, keyword)
            yield self.finding(
                Place(document, keyword),
                f"The trainer runs on a few batches only, because of {document.text_of(keyword)}.",
                fix=Fix(f"Remove {name}", Applicability.UNSAFE, edits) if edits else None,
            )


def _trains_on_all(trace: Trace, loop: Place) -> bool:
    return iterates(trace, loop) == {Iterates.LOADER} and not any(
        event.leaves_after_first for event in entered(trace, loop)
    )


def _limited(trace: Trace) -> list[TrainerMade]:
    return list({trainer.place: trainer for trainer in trace.of(TrainerMade)}.values())


def _limits(option: str, value: object) -> bool:
    """Whether an option of a trainer leaves it a few batches."""
    if not isinstance(value, bool | int | float):
        return False
    if option == "limit_train_batches":
        return isinstance(value, int) and not isinstance(value, bool) and value == 1
    return option in ("overfit_batches", "fast_dev_run") and bool(value)


def _fix_loop(trace: Trace, loop: LoopEntered) -> Fix | None:
    """Lets the loop run over the loader that its batch came from."""
    document, batch = loop.place.document, loop.one_batch
    if batch is None or loop.iterable is None:
        return None
    use = _origin(trace, document, batch)
    repeated = _repeated(document, batch, loop.iterable)
    if use is None or repeated is None:
        return None
    loader = document.text_of(use.loader_node)
    edits = replace_expression(document, repeated, loader)
    edits += _without_batch(document, batch, use)
    return Fix(f"Run over {loader}", Applicability.UNSAFE, edits) if edits else None


def _origin(trace: Trace, document: Document, batch: ast.expr) -> LoaderUse | None:
    """The ``next(iter(loader))`` that the repeated batch is, or that was assigned to its name."""
    for use in trace.of(LoaderUse):
        if use.use is not Use.NEXT_OF_NEW_ITERATOR or use.place.document is not document:
            continue
        if use.place.node is batch:
            return use
        if isinstance(batch, ast.Name) and _assigned_name(document, use) == batch.id:
            return use
    return None


def _assigned_name(document: Document, use: LoaderUse) -> str | None:
    match document.parent_of(use.place.node):
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name
        case _:
            return None


def _repeated(document: Document, batch: ast.expr, iterable: ast.expr) -> ast.expr | None:
    """The expression in a loop's header that repeats the batch (``[batch] * 50``)."""
    node: ast.AST | None = batch
    found = batch
    while node is not None and node is not iterable:
        node = document.parent_of(node)
        if isinstance(node, ast.Call) and document.text_of(node.func).rpartition(".")[2] in _WRAPPERS:
            break
        if isinstance(node, ast.expr):
            found = node
    return found if node is not None and found is not batch else None


def _without_batch(document: Document, batch: ast.expr, use: LoaderUse) -> tuple[Edit, ...]:
    """Takes the batch's assignment away, where nothing else uses the name."""
    if not isinstance(batch, ast.Name):
        return ()
    names = [node for node in document.nodes if isinstance(node, ast.Name) and node.id == batch.id]
    statement = document.statement_of(use.place.node)
    return delete_statement(document, statement) if len(names) == 2 else ()
