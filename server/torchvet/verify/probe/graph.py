# pyright: basic
"""Reads autograd's graph behind a tensor."""

from __future__ import annotations

from typing import Any

import torch

VIEWS = (
    "View", "UnsafeView", "ReshapeAlias", "Squeeze", "Unsqueeze", "Select", "Slice", "Transpose", "Permute",
    "T", "ToCopy", "Clone", "Expand", "Alias", "Index", "Split", "SplitWithSizes", "Unbind", "Flatten",
    "IndexSelect", "Copy", "Contiguous",
)  # fmt: skip
MOST_NODES = 20_000


def made_by(tensor: Any) -> str:
    """The operation that made a tensor, behind views: "Softmax", "Sigmoid", …; empty if unknown."""
    node = getattr(tensor, "grad_fn", None)
    for _ in range(12):
        if node is None:
            return ""
        name = _operation(node)
        if name not in VIEWS:
            return name
        following = [each for each, _ in node.next_functions if each is not None]
        if len(following) != 1:
            return ""
        node = following[0]
    return ""


def _operation(node: Any) -> str:
    name = type(node).__name__.rstrip("0123456789")
    return name[: -len("Backward")] if name.endswith("Backward") else name


def leaves_of(tensor: torch.Tensor) -> list[torch.Tensor]:
    """The leaves that a backward through a tensor gives gradients to."""
    return [node.variable for node in _nodes(tensor) if hasattr(node, "variable")]


def is_behind(made: set[Any], tensor: torch.Tensor) -> bool:
    """Whether one of some nodes is part of the graph behind a tensor."""
    return any(node in made for node in _nodes(tensor))


def _nodes(tensor: torch.Tensor) -> Any:
    start = tensor.grad_fn
    seen = {start}
    waiting = [start]
    while waiting and len(seen) < MOST_NODES:
        node = waiting.pop()
        if node is None:
            continue
        yield node
        for following, _ in node.next_functions:
            if following is not None and following not in seen:
                seen.add(following)
                waiting.append(following)
