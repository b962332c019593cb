# pyright: basic
"""Control runs at the end: does the output depend on the input, do items leak, what is dead, where is NaN?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .batches import mapped, tensors_in

CLOSE = 1e-4
ACTIVATIONS = (nn.ReLU, nn.ReLU6, nn.Hardtanh, nn.Threshold)


class Controls:
    """A model with the inputs of one of its training passes, to be run again once the program is over.

    Args:
        model: the model.
        inputs: the positional and the named arguments.
        names: how to call its parts.
    """

    def __init__(self, model: nn.Module, inputs: tuple[Any, Any]) -> None:
        self._model = model
        self._args, self._kwargs = inputs

    def run(self, batch_size: int | None, failed: bool, not_finite: bool) -> dict[str, Any]:
        """What the runs show.

        Args:
            batch_size: the number of items in the batch, where a loader has said it.
            failed: whether the model has not learnt the batch.
            not_finite: whether the loss was not a finite number.
        """
        facts: dict[str, Any] = {}
        if not_finite:
            self._try(facts, "not_finite", self._first_not_finite)
            return facts
        self._try(facts, "leaks", lambda: self._leaks(batch_size))
        if failed:
            self._try(facts, "ignores_input", self._ignores_input)
            self._try(facts, "dead", self._dead)
        return facts

    def _try(self, facts: dict[str, Any], name: str, control: Callable[[], Any]) -> None:
        try:
            with torch.no_grad():
                facts[name] = control()
        except Exception:
            facts[name] = None

    def _output(self, change: Callable[[torch.Tensor], torch.Tensor], training: bool = False) -> torch.Tensor:
        modes = [(module, module.training) for module in self._model.modules()]
        try:
            for module, mode in modes:
                module.training = mode and training
            result = self._model(*mapped(self._args, change), **mapped(self._kwargs, change))
        finally:
            for module, mode in modes:
                module.training = mode
        return next(each for each in tensors_in(result) if each.is_floating_point())

    def _leaks(self, batch_size: int | None) -> bool | None:
        """Whether an item's output changes when the others do."""
        inputs = list(tensors_in((self._args, self._kwargs)))
        if batch_size is None or batch_size < 2 or not inputs or not self._is_batched(inputs, batch_size):
            return None

        def only_first(tensor: torch.Tensor) -> torch.Tensor:
            return tensor[:1].expand_as(tensor).contiguous()

        before, after = self._output(lambda tensor: tensor), self._output(only_first)
        if before.dim() == 0 or before.shape[0] != batch_size or not bool(torch.isfinite(before).all()):
            return None
        again = self._output(lambda tensor: tensor)
        if not torch.equal(before, again):
            return None
        scale = before[0].abs().max().clamp(min=CLOSE)
        return bool((before[0] - after[0]).abs().max() > 1e-2 * scale)

    def _is_batched(self, inputs: list[torch.Tensor], batch_size: int) -> bool:
        return all(each.dim() > 0 and each.shape[0] == batch_size for each in inputs)

    def _ignores_input(self) -> bool | None:
        if not list(tensors_in((self._args, self._kwargs))):
            return None
        here, nothing = self._output(lambda tensor: tensor), self._output(torch.zeros_like)
        if here.shape != nothing.shape or not bool(torch.isfinite(here).all()):
            return None
        inputs = [each for each in tensors_in((self._args, self._kwargs)) if bool((each != 0).any())]
        return bool(inputs) and torch.equal(here, nothing)

    def _dead(self) -> list[str]:
        """Activations that are zero for the whole batch."""
        dead: list[str] = []
        names = {id(module): name for name, module in self._model.named_modules()}

        def look(module: nn.Module, inputs: Any, output: Any) -> None:
            if isinstance(output, torch.Tensor) and output.numel() > 1 and not bool((output != 0).any()):
                dead.append(f"{names[id(module)]} ({type(module).__name__})")

        hooks = [
            module.register_forward_hook(look)
            for module in self._model.modules()
            if isinstance(module, ACTIVATIONS)
        ]
        self._output(lambda tensor: tensor)
        for hook in hooks:
            hook.remove()
        return dead

    def _first_not_finite(self) -> dict[str, Any]:
        """Where the first number that isn't finite comes from."""
        if not all(_is_finite(each) for each in tensors_in((self._args, self._kwargs))):
            return {"in": "input"}
        for name, parameter in self._model.named_parameters():
            if not _is_finite(parameter):
                return {"in": "parameter", "name": name}
        found: list[dict[str, Any]] = []
        names = {id(module): name for name, module in self._model.named_modules()}

        def look(module: nn.Module, inputs: Any, output: Any) -> None:
            if not found and not all(_is_finite(each) for each in tensors_in(output)):
                found.append({"in": "layer", "name": names[id(module)], "type": type(module).__name__})

        hooks = [module.register_forward_hook(look) for module in self._model.modules()]
        self._output(lambda tensor: tensor, training=True)
        for hook in hooks:
            hook.remove()
        return found[0] if found else {"in": "loss"}


def _is_finite(tensor: torch.Tensor) -> bool:
    return not tensor.is_floating_point() or bool(torch.isfinite(tensor).all())
