# pyright: basic
"""Which parameters get a gradient, and which of them move."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

MOST_NAMES = 5


class Parameters:
    """The parameters of the models that take part in the training."""

    def __init__(self) -> None:
        self._models: dict[int, nn.Module] = {}
        self._parameters: dict[int, tuple[str, torch.Tensor]] = {}
        self._before: dict[int, tuple[float, float]] = {}
        self._got_gradient: set[int] = set()
        self._got_more_than_zero: set[int] = set()
        self._held: dict[int, tuple[str, set[int]]] = {}
        self.stepped: set[int] = set()
        self.device: str | None = None

    def add(self, model: nn.Module) -> None:
        """Takes in a model that ran with gradients; its parameters are as before the training."""
        if id(model) in self._models:
            return
        self._models[id(model)] = model
        for name, parameter in model.named_parameters():
            if id(parameter) not in self._parameters and not _is_lazy(parameter):
                self._parameters[id(parameter)] = (f"{type(model).__name__}.{name}", parameter)
                self._before[id(parameter)] = _print_of(parameter)
                self.device = self.device or str(parameter.device)

    def classes(self) -> list[type]:
        """The classes of the models and of the modules in them, with what these inherit from."""
        kinds = {type(module) for model in self._models.values() for module in model.modules()}
        return list(dict.fromkeys(each for kind in kinds for each in kind.__mro__))

    def note_gradients(self) -> None:
        """Notes which have a gradient just now."""
        for key, (_, parameter) in self._parameters.items():
            if parameter.grad is not None:
                self._got_gradient.add(key)
                if key not in self._got_more_than_zero and _is_nonzero(parameter.grad):
                    self._got_more_than_zero.add(key)

    def note_given(self, parameters: Any, gradients: Any) -> None:
        """Notes gradients that the program takes itself."""
        for parameter, gradient in zip(parameters, gradients):
            if gradient is not None:
                self._got_gradient.add(id(parameter))
                if _is_nonzero(gradient):
                    self._got_more_than_zero.add(id(parameter))

    def note_step(self, optimizer: Any, parameters: list[torch.Tensor]) -> None:
        """Notes which parameters an optimizer has."""
        held = {id(each) for each in parameters}
        self.stepped |= held
        self._held[id(optimizer)] = (type(optimizer).__name__, held)

    def has(self, tensors: Any) -> bool:
        """Whether tensors are parameters of the models."""
        return bool(tensors) and all(id(each) in self._parameters for each in tensors)

    def facts(self) -> dict[str, Any]:
        """What became of them."""
        facts: dict[str, Any] = {"count": 0, "moved": 0}
        unreached: list[str] = []
        lost: set[int] = set()
        left_out: list[str] = []
        still: list[str] = []
        zero: list[str] = []
        frozen: list[str] = []
        for key, (name, parameter) in self._parameters.items():
            facts["count"] += 1
            moved = _print_of(parameter) != self._before[key]
            facts["moved"] += moved
            if not parameter.requires_grad:
                frozen.append(name)
            elif moved:
                continue
            elif key not in self._got_gradient:
                unreached.append(name)
                lost.add(key)
            elif key not in self._got_more_than_zero:
                zero.append(name)
            else:
                (still if key in self.stepped else left_out).append(name)
        kinds = {"unreached": unreached, "zero": zero, "left_out": left_out, "still": still, "frozen": frozen}
        for kind, names in kinds.items():
            facts[kind] = {"count": len(names), "names": names[:MOST_NAMES]}
        known = [(name, held & set(self._parameters)) for name, held in self._held.values()]
        facts["starved"] = [name for name, held in known if held and held <= lost]
        return facts


def _is_nonzero(grad: torch.Tensor) -> bool:
    return bool(((grad.coalesce().values() if grad.is_sparse else grad) != 0).any())


def _is_lazy(parameter: torch.Tensor) -> bool:
    return isinstance(parameter, nn.parameter.UninitializedParameter)


def _print_of(parameter: torch.Tensor) -> tuple[float, float]:
    """Two numbers that change when a parameter does."""
    with torch.no_grad():
        values = parameter.detach()
        if values.is_complex():
            values = torch.view_as_real(values)
        values = values.double() if values.device.type != "mps" else values.float()
        return float(values.sum()), float(values.abs().sum())
