"""# iterator-next-method (TV106)

## What it does
Finds `batches.next()` on an iterator of a `DataLoader`, also as `iter(loader).next()`.

## Why it hurts
Iterators of Python 2 had a `next` method, and torch kept one for its loaders until 1.12. Since torch
1.13 the line raises `AttributeError`; it is the commonest reason why an old tutorial fails.

## Bad
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
batches = iter(loader)
inputs, targets = batches.next()
```

## Good
```python
import torch
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=16)
batches = iter(loader)
inputs, targets = next(batches)
```

## When it is silent
- The object is not known to be an iterator of a `DataLoader`: a prefetcher with a `next` method of its
  own is fine.

## References
- [torch.utils.data.DataLoader](https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.DataLoader)
- [next() in the Python documentation](https://docs.python.org/3/library/functions.html#next)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Applicability, Finding, Fix, Severity
from torchvet.fixes import surround_part
from torchvet.interpret.events import LoaderUse, Use
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.batches import uses
from torchvet.rules.rule import Rule


class IteratorNextMethod(Rule):
    """The ``next`` method that iterators of loaders have no more."""

    code = "TV106"
    name = "iterator-next-method"
    severity = Severity.ERROR
    summary = "`dataiter.next()`: gone since torch 1.13"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each call of the method once."""
        for use in uses(trace, Use.NEXT_METHOD):
            iterator = use.place.document.text_of(use.loader_node)
            yield self.finding(
                use.place,
                "Iterators of a DataLoader have no next() method since torch 1.13: "
                f"this raises an AttributeError. Use next({iterator}).",
                fix=_fix(use),
            )


def _fix(use: LoaderUse) -> Fix | None:
    call = use.place.node
    if not isinstance(call, ast.Call) or call.args or call.keywords:
        return None
    document = use.place.document
    edits = surround_part(document, call, use.loader_node, "next(", ")")
    text = document.text_of(use.loader_node)
    return Fix(f"Replace {text}.next() by next({text})", Applicability.SAFE, edits) if edits else None
