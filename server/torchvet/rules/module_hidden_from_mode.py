"""# module-hidden-from-mode (TV205)

## What it does
Finds layers that depend on the mode and that `train()` and `eval()` can't reach: kept in a plain list or
dict, or made in `forward`.

## Why it hurts
A module finds its layers among its attributes, and in `nn.ModuleList` and `nn.ModuleDict`; it doesn't
look into lists and dicts. A layer there never hears of `eval()`, its weights are not in `parameters()`
or in the state dict, and `.to(device)` leaves it behind. A layer that is made in `forward` is new each
time: it is in train mode always, and whatever it learns is thrown away.

## Bad
```python
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(20, 20)
        self.norms = [nn.BatchNorm1d(20) for _ in range(3)]
        self.output = nn.Linear(20, 3)

    def forward(self, x):
        for norm in self.norms:
            x = F.relu(norm(self.linear(x)))
        return self.output(nn.Dropout(0.5)(x))
```

## Good
```python
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(20, 20)
        self.norms = nn.ModuleList([nn.BatchNorm1d(20) for _ in range(3)])
        self.output = nn.Linear(20, 3)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        for norm in self.norms:
            x = F.relu(norm(self.linear(x)))
        return self.output(self.dropout(x))
```

## When it is silent
- The layers are registered as well, for instance by `nn.Sequential(*self.layers)`.
- None of the layers depends on the mode.
- The module sets their mode itself.
- A single module that was handed in stands in a list of its own (`self.teacher = [teacher]`): that is how
  people keep one out of the state dict on purpose.

## References
- [torch.nn.ModuleList](https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleList.html)
- [torch.nn.ModuleDict](https://docs.pytorch.org/docs/stable/generated/torch.nn.ModuleDict.html)
- [Modules](https://docs.pytorch.org/docs/stable/notes/modules.html)
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

from torchvet.finding import Finding, Fix, Severity
from torchvet.interpret.events import HiddenIn, HiddenModule, ModeSet, Place
from torchvet.interpret.trace import Trace
from torchvet.rules.reading.registration import make_in_init, wrap_in_container
from torchvet.rules.rule import Rule


class ModuleHiddenFromMode(Rule):
    """Layers that ``train()`` and ``eval()`` can't reach."""

    code = "TV205"
    name = "module-hidden-from-mode"
    severity = Severity.WARNING
    summary = "layers in a plain list or dict, or made in `forward`: `eval()` never reaches them"

    def check(self, trace: Trace) -> Iterator[Finding]:
        """Reports each place that hides layers, once."""
        switched = {module.identity for event in trace.of(ModeSet) for module in event.modules}
        seen: set[Place] = set()
        for event in trace.of(HiddenModule):
            by_hand = any(module.identity in switched for module in event.hidden)
            if event.place not in seen and not by_hand and not _is_on_purpose(event):
                seen.add(event.place)
                yield self.finding(event.place, _message(event), fix=_fix(event))


def _is_on_purpose(event: HiddenModule) -> bool:
    """Whether it is ``[teacher]``: one module that is kept out of the state dict on purpose."""
    node = event.place.node
    return isinstance(node, ast.List) and len(node.elts) == 1 and isinstance(node.elts[0], ast.Name)


def _message(event: HiddenModule) -> str:
    layers = ", ".join(dict.fromkeys(module.label for module in event.hidden))
    if event.inside is HiddenIn.FORWARD:
        return f"This {layers} is made anew in each forward pass, so it is always in train mode."
    kept = f"self.{event.attribute}" if event.attribute else "this"
    return (
        f"{kept} is a plain {event.inside.value}: train() and eval() never reach its layers ({layers}), "
        "nor do parameters() and to()."
    )


def _fix(event: HiddenModule) -> Fix | None:
    if event.inside is HiddenIn.FORWARD:
        return make_in_init(event.place)
    return wrap_in_container(event.place, event.inside)
