"""Modules that hold other modules.

Source: https://docs.pytorch.org/docs/stable/nn.html#containers.
"""

from __future__ import annotations

from typing import Final

SEQUENTIAL: Final = "torch.nn.Sequential"

LIST_CONTAINERS: Final[frozenset[str]] = frozenset(
    {SEQUENTIAL, "torch.nn.ModuleList", "torch.nn.ParameterList"}
)
"""Containers whose elements have a number."""

CONTAINERS: Final[frozenset[str]] = LIST_CONTAINERS | {"torch.nn.ModuleDict", "torch.nn.ParameterDict"}
"""All containers, by canonical name."""
