"""# next-on-dataloader (TV107)

## What it does
Finds `next(loader)` on a `DataLoader`.

## Why it hurts
A `DataLoader` can be iterated over, but is no iterator itself; the line raises
`TypeError: 'DataLoader' object is not an iterator`.

## Bad
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = next(loader)
```

## Good
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
inputs, targets = next(iter(loader))
```

For more than one batch, make the iterator once:
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
batches = iter(loader)
first, second = next(batches), next(batches)
```

## When it is silent
- What is handed to `next` is an iterator, a generator, or not known to be a `DataLoader`.

## References
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
- [next() in the Python documentation](https://docs.python.org/3/library/functions.html#next)
"""

from __future__ import annotations

from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import surround_part
from torchvet.interpret.events import LoaderUse, Place, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.batches import fix_with_one_iterator, loop_around, runs_over_a_loader, uses
from torchvet.rules.rule import Rule


class NextOnDataLoader(Rule):
    """``next`` of something that is no iterator."""

    code = "TV107"
    name = "next-on-dataloader"
    severity = Severity.ERROR
    summary = "`next(loader)`: a DataLoader is no iterator"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each ``next(loader)`` once."""
        for use in uses(trace, Use.NEXT_ON_LOADER):
            loader = use.place.document.text_of(use.loader_node)
            yield self.finding(
                use.place,
                f"A DataLoader is no iterator: {use.place.text} raises a TypeError. "
                f"next(iter({loader})) gives the first batch.",
                fix=_fix(trace, use),
            )


def _fix(trace: Trace, use: LoaderUse) -> Fix | None:
    loop = loop_around(use.place)
    # A look at the first batch of each epoch is no loop over batches.
    if loop is not None and not runs_over_a_loader(trace, Place(use.place.document, loop)):
        return fix_with_one_iterator(use)
    edits = surround_part(use.place.document, use.loader_node, use.loader_node, "iter(", ")")
    loader = use.place.document.text_of(use.loader_node)
    return Fix(f"Replace {loader} by iter({loader})", Applicability.SAFE, edits) if edits else None
