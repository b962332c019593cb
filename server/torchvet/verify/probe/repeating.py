# pyright: basic
"""Holds programs to one batch that no loader holds: by their random state, or by replaying their inputs."""

from __future__ import annotations

import random
import sys
from typing import Any

import torch
from torch import nn

from .batches import HeldBatch, tensors_in

RANDOM_STATE, REPLAY, BY_ITSELF = "random-state", "replay", "by-itself"
PRINTED = 65_536
"""So many numbers of a tensor tell it from another."""


class Repeating:
    """Makes each step draw what the second step drew; where that isn't enough, gives it the same inputs.

    Attributes:
        way: how the program is held to one batch; None while that isn't known.
        from_step: since which step all steps have had the same batch.
        may_replay: whether inputs may be replaced.
    """

    def __init__(self) -> None:
        self.way: str | None = None
        self.from_step = 0
        self.may_replay = True
        self._state: Any = None
        self._prints: list[Any] = []
        self._seen_in_step = False
        self._step = 0
        self._model: nn.Module | None = None
        self._inputs: HeldBatch | None = None
        self._targets: dict[Any, HeldBatch] = {}

    def after_step(self, step: int) -> None:
        """Puts the random state back to what it was after the first step, if the inputs differ without it."""
        self._step = step
        self._seen_in_step = False
        if self.way == BY_ITSELF:
            return
        if self._state is None:
            self._state = _random_state()
        else:
            _set_random_state(self._state)

    def inputs(self, model: nn.Module, args: Any, kwargs: Any) -> Any:
        """The inputs to use in place of a training pass's; None to leave them.

        Args:
            model: the model.
            args: its positional inputs.
            kwargs: its named inputs.
        """
        if self._seen_in_step or (self._model is not None and model is not self._model):
            return None
        tensors = list(tensors_in((args, kwargs)))
        if not tensors:
            return None
        self._model = model
        self._seen_in_step = True
        if self.way == REPLAY:
            return self._inputs.give() if self._inputs is not None else None
        if self.way is None or (self.way == RANDOM_STATE and self._step < 5):
            self._compare([_print_of(each) for each in tensors], (args, kwargs))
        return self._inputs.give() if self.way == REPLAY and self._inputs is not None else None

    def _compare(self, now: list[Any], inputs: Any) -> None:
        """Looks whether this step's inputs are those of the steps before."""
        self._prints.append(now)
        if len(self._prints) == 2:
            if now == self._prints[0]:
                self.way = BY_ITSELF
            else:
                self.from_step = self._step
                self._inputs = HeldBatch(inputs)
        elif len(self._prints) > 2:
            if now == self._prints[1]:
                self.way = RANDOM_STATE
            elif self.may_replay and _shapes(now) == _shapes(self._prints[1]):
                self.way = REPLAY

    def target(self, name: str, target: Any) -> Any:
        """The target to use in place of a loss function's."""
        if not isinstance(target, torch.Tensor) or self._step < 1 or self.way == BY_ITSELF:
            return target
        key = (name, tuple(target.shape), target.dtype)
        if self.way == REPLAY:
            return self._targets[key].give() if key in self._targets else target
        if key not in self._targets:
            self._targets[key] = HeldBatch(target)
        return target


def _shapes(prints: list[Any]) -> list[Any]:
    return [each[0] for each in prints]


def _print_of(tensor: torch.Tensor) -> Any:
    """What tells a tensor from others: its shape, and two sums over its first numbers."""
    with torch.no_grad():
        values = torch.view_as_real(tensor) if tensor.is_complex() else tensor.detach()
        values = values.reshape(-1)[:PRINTED].to("cpu", torch.float64)
        weights = torch.arange(1, values.numel() + 1, dtype=torch.float64)
        return tuple(tensor.shape), float(values.sum()), float((values * weights).sum())


def _random_state() -> Any:
    state: dict[str, Any] = {"torch": torch.get_rng_state(), "random": random.getstate()}
    if torch.cuda.is_available() and torch.cuda.is_initialized():
        state["cuda"] = torch.cuda.get_rng_state_all()
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        state["numpy"] = numpy.random.get_state()
    return state


def _set_random_state(state: Any) -> None:
    torch.set_rng_state(state["torch"])
    random.setstate(state["random"])
    if "cuda" in state:
        torch.cuda.set_rng_state_all(state["cuda"])
    if "numpy" in state:
        sys.modules["numpy"].random.set_state(state["numpy"])
