# pyright: basic
"""Trains on one batch, for programs that hand over their parts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch


def fit(model: Any, loss: Any, batch: Any, optimizer: Any, steps: int) -> None:
    """Takes training steps on one batch, as many as the probe lets it.

    Args:
        model: the model.
        loss: takes the output and the target; or the model and the batch, where the batch isn't a pair.
        batch: a pair of inputs and target, or anything else that ``loss`` understands.
        optimizer: the optimizer.
        steps: how many steps.
    """
    for _ in range(steps):
        optimizer.zero_grad()
        value_of(model, loss, batch).backward()
        optimizer.step()


def value_of(model: Any, loss: Any, batch: Any) -> torch.Tensor:
    """The loss of a batch."""
    if loss is None:
        output = model(**batch) if isinstance(batch, Mapping) else model(*batch)
        return output["loss"] if isinstance(output, Mapping) else getattr(output, "loss", output)
    if isinstance(batch, (tuple, list)) and len(batch) == 2:
        inputs, target = batch
        if isinstance(inputs, Mapping):
            return loss(model(**inputs), target)
        return loss(model(*inputs) if isinstance(inputs, (tuple, list)) else model(inputs), target)
    return loss(model, batch)
