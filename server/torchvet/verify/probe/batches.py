# pyright: basic
"""A batch that is given again and again, whatever a program does to it meanwhile."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import torch


class HeldBatch:
    """The first batch of a loader.

    Each time it has fresh containers around the very same tensors; a tensor that the program has changed in
    place gets its values back.

    Args:
        batch: the batch.
    """

    def __init__(self, batch: Any) -> None:
        self._batch = copied(batch)
        self._tensors = [tensor for tensor in tensors_in(batch) if not tensor.is_inference()]
        self._originals = [tensor.detach().clone() for tensor in self._tensors]
        self._versions = [tensor._version for tensor in self._tensors]

    def give(self) -> Any:
        """The batch as it was."""
        for place, (tensor, original) in enumerate(zip(self._tensors, self._originals)):
            if tensor._version != self._versions[place]:
                with torch.no_grad():
                    tensor.copy_(original)
                self._versions[place] = tensor._version
        return copied(self._batch)


def copied(value: Any) -> Any:
    """Fresh containers around the same tensors."""
    return mapped(value, lambda tensor: tensor)


def mapped(value: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    """The same structure with other tensors."""
    if isinstance(value, torch.Tensor):
        return change(value)
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(mapped(each, change) for each in value))
    if type(value) in (list, tuple):
        return type(value)(mapped(each, change) for each in value)
    if isinstance(value, Mapping):
        return _mapped_mapping(value, change)
    if isinstance(value, (str, bytes, int, float, bool, torch.nn.Module)) or value is None:
        return value
    try:
        return copy.copy(value)
    except Exception:
        return value


def _mapped_mapping(value: Any, change: Callable[[torch.Tensor], torch.Tensor]) -> Any:
    try:
        fresh = copy.copy(value)
        for key in list(value):
            fresh[key] = mapped(value[key], change)
    except Exception:
        return value
    return fresh


def tensors_in(value: Any, depth: int = 0) -> Iterator[torch.Tensor]:
    """The tensors of a batch, in order."""
    if isinstance(value, torch.Tensor):
        yield value
    elif depth > 6:
        return
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from tensors_in(each, depth + 1)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from tensors_in(each, depth + 1)
    elif hasattr(value, "__dict__") and not isinstance(value, (type, torch.nn.Module)):
        for each in list(vars(value).values()):
            if isinstance(each, (torch.Tensor, list, tuple, dict)):
                yield from tensors_in(each, depth + 1)
