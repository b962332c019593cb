"""How the tests find the thing that a table's name stands for in the installed torch."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterable

ABSENT_FROM_TORCH = frozenset(
    {
        # Gone from torch's newer releases, and still in programs.
        "torch.nn.utils.clip_grad_norm",
    }
)


def resolve(qualified: str) -> object:
    """The thing with this qualified name.

    Raises:
        AttributeError: if there is none.
    """
    parts = qualified.split(".")
    found: object = importlib.import_module(parts[0])
    path = parts[0]
    for part in parts[1:]:
        path = f"{path}.{part}"
        try:
            found = getattr(found, part)
        except AttributeError:
            try:
                found = importlib.import_module(path)
            except ImportError as problem:
                raise AttributeError(qualified) from problem
    return found


def of_torch(names: Iterable[str]) -> list[str]:
    """The names that are torch's own."""
    return sorted(name for name in names if name.startswith("torch."))


def parameters_of(function: Callable[..., object]) -> list[inspect.Parameter]:
    """The parameters of a function, or of a class's constructor, without ``self``."""
    if inspect.isclass(function):
        return list(inspect.signature(function.__init__).parameters.values())[1:]
    return list(inspect.signature(function).parameters.values())
