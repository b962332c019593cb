"""# dataloader-subscript (TV102)

## What it does
Finds `loader[0]` on a `DataLoader`.

## Why it hurts
A `DataLoader` has no index; the line raises `TypeError: 'DataLoader' object is not subscriptable`. It
is what one writes first when one wants to look at a batch, or to train on the first batch alone: a
batch comes from an iterator.

## Bad
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = loader[0]
```

## Good
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = next(iter(loader))
```

A dataset has an index; `loader.dataset[0]` is one example, not a batch.
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
example, target = loader.dataset[0]
```

## When it is silent
- What is indexed is not known to be a `DataLoader`: a dict or list of loaders, a data set, a loader of
  another library.

## References
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
- [Data tutorial: iterating over a DataLoader](https://docs.pytorch.org/tutorials/beginner/basics/data_tutorial.html#iterate-through-the-dataloader)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Finding, Fix, Severity
from torchvet.interpret.events import LoaderUse, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.batches import fix_with_first_batch, uses
from torchvet.rules.rule import Rule


class DataLoaderSubscript(Rule):
    """An index on a ``DataLoader``."""

    code = "TV102"
    name = "dataloader-subscript"
    severity = Severity.ERROR
    summary = "`loader[0]`: a DataLoader has no index"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each subscript of a loader once."""
        for use in uses(trace, Use.SUBSCRIPT):
            loader = use.place.document.text_of(use.loader_node)
            yield self.finding(
                use.place,
                f"A DataLoader has no index: {use.place.text} raises a TypeError. "
                f"Batches come from an iterator: next(iter({loader})) gives the first one.",
                fix=_fix(use),
            )


def _fix(use: LoaderUse) -> Fix | None:
    match use.place.node:
        case ast.Subscript(slice=ast.Constant(value=0), ctx=ast.Load()) as subscript:
            return fix_with_first_batch(use, subscript)
        case _:
            return None
