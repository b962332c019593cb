"""# dataloader-materialized (TV103)

## What it does
Finds `list(loader)[0]` and `[batch for batch in loader][0]`: the whole data set is loaded to take one
batch of it.

## Why it hurts
`list(loader)` reads and transforms every example, and keeps all the batches in memory at the same
time. On real data that takes minutes and may not fit; to look at one batch, or to train on it, one
batch is enough.

## Bad
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = list(loader)[0]
```

## Good
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = next(iter(loader))
```

## When it is silent
- The list is used for more than one batch, or an object keeps it.
- What is listed is not known to be a `DataLoader`.

## References
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
- [Data tutorial: iterating over a DataLoader](https://docs.pytorch.org/tutorials/beginner/basics/data_tutorial.html#iterate-through-the-dataloader)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Finding, Fix, RelatedPlace, Severity
from torchvet.interpret.events import LoaderUse, Place, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.batches import fix_with_first_batch, uses
from torchvet.rules.reading.chains import related
from torchvet.rules.rule import Rule
from torchvet.source.nodes import walk


class DataLoaderMaterialized(Rule):
    """A whole loader is made a list of, to take one batch."""

    code = "TV103"
    name = "dataloader-materialized"
    severity = Severity.WARNING
    summary = "`list(loader)[0]`: the whole data set is loaded for one batch"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each place that takes one batch out of a list of all of them."""
        kept = {use.place for use in uses(trace, Use.LIST_KEPT)}
        for use in uses(trace, Use.LISTED):
            if use.one_batch is not None and use.place not in kept and _takes_one(use, use.one_batch):
                yield self._report(use, use.one_batch)

    def _report(self, use: LoaderUse, taken: Place) -> Finding:
        loader = use.place.document.text_of(use.loader_node)
        apart: tuple[RelatedPlace, ...] = ()
        if not _holds(taken, use.place):
            apart = (related("every batch is loaded here", use.place),)
        return self.finding(
            taken,
            f"{use.place.text} loads the whole data set, and one batch of it is used: "
            f"next(iter({loader})) loads just one.",
            related=apart,
            fix=_fix(use, taken),
        )


def _takes_one(use: LoaderUse, taken: Place) -> bool:
    """Whether the same batch is taken each time; a list that is kept may be drawn from at will."""
    if _holds(taken, use.place) or not isinstance(taken.node, ast.Subscript):
        return True
    index = taken.node.slice
    return isinstance(index.operand if isinstance(index, ast.UnaryOp) else index, ast.Constant)


def _holds(outer: Place, inner: Place) -> bool:
    return any(node is inner.node for node in walk(outer.node))


def _fix(use: LoaderUse, taken: Place) -> Fix | None:
    match taken.node:
        case ast.Subscript(slice=ast.Constant(value=0), ctx=ast.Load()) as subscript if _holds(
            taken, use.place
        ):
            return fix_with_first_batch(use, subscript)
        case _:
            return None
