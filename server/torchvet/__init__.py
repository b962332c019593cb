"""torchvet: finds the four most common PyTorch training mistakes while somebody types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torchvet.verify.in_process import overfit_one_batch

__all__ = ["__version__", "overfit_one_batch"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "overfit_one_batch":
        from torchvet.verify.in_process import overfit_one_batch

        return overfit_one_batch
    raise AttributeError(f"module 'torchvet' has no attribute '{name}'")
