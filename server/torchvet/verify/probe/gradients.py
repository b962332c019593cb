# pyright: basic
"""What is in ``.grad`` when ``backward()`` and ``step()`` run."""

from __future__ import annotations

import sys
import weakref
from typing import Any

import torch

from .observations import Observations
from .places import users_calls, users_place

SAMPLE = 4
"""So many parameters of an optimizer are looked at; all of them are zeroed or none."""
ALWAYS_UNTIL, SOMETIMES = 8, 16
"""Values are read in the first steps and then now and then, since reading them takes time."""
BY_HAND = 0
"""The key of what a program steps without an optimizer."""


CERTAIN = 3
"""So many steps have to show what may happen once for another reason."""


class _Watched:
    """Some parameters that are stepped together, and the state of their gradients."""

    def __init__(self, parameters: list[torch.Tensor]) -> None:
        self.parameters = parameters
        self.state: list[Any] = []
        self.has_stepped = False
        self.dirty_at: dict[str, Any] | None = None
        self.is_dirty = False
        self.had_gradients = False
        self.made_by: Any = None
        self.discarded: set[Any] = set()
        self.defeated = 0

    def remember(self) -> None:
        """Remembers the gradients as they are."""
        self.state = [_state(parameter.grad) for parameter in self.parameters]

    def is_untouched(self) -> bool:
        """Whether gradients are there, and nobody has changed them since they were remembered."""
        now = [_state(parameter.grad) for parameter in self.parameters]
        return any(each is not None and each == then for each, then in zip(now, self.state))

    def has_gradients(self) -> bool:
        """Whether any gradient is other than zero."""
        grads = [parameter.grad for parameter in self.parameters]
        return any(grad is not None and _is_nonzero(grad) for grad in grads)


def _state(grad: torch.Tensor | None) -> Any:
    return None if grad is None else (id(grad), grad._version)


def _is_nonzero(grad: torch.Tensor) -> bool:
    values = grad.coalesce().values() if grad.is_sparse else grad
    return bool((values != 0).any())


class Gradients:
    """Tells gradients that are not zeroed, and gradients that are zeroed before the step.

    Args:
        observations: where to note what is wrong.
    """

    def __init__(self, observations: Observations) -> None:
        self._observations = observations
        self._watched: dict[int, _Watched] = {}
        self._optimizers: Any = weakref.WeakValueDictionary()
        self._looks = True
        self._step = 0
        self.zeroed_at: dict[str, Any] | None = None

    def add(self, optimizer: torch.optim.Optimizer) -> None:
        """Looks after an optimizer's parameters as soon as they get gradients."""
        self._optimizers[id(optimizer)] = optimizer

    def watch_by_hand(self, parameters: list[torch.Tensor]) -> None:
        """Looks after parameters that a program steps without an optimizer."""
        self._watched.setdefault(BY_HAND, _Watched(parameters[:SAMPLE])).remember()

    def before_backward(self, step: int) -> bool:
        """Looks whether gradients are still there that a step has used; tells whether all were cleared."""
        self._step = step
        self._looks = step < ALWAYS_UNTIL or step % SOMETIMES == 0
        all_clean = True
        for key, watched in self._watched.items():
            if not watched.is_untouched():
                if self._looks and not watched.has_stepped:
                    _note_discarded(watched)
                watched.is_dirty = watched.has_stepped = False
                continue
            all_clean = all_clean and key == BY_HAND
            if watched.has_stepped and not watched.is_dirty and self._looks and watched.has_gradients():
                watched.is_dirty = True
                watched.dirty_at = users_place()
        return all_clean

    def after_backward(self, is_closure: bool = False) -> None:
        """Remembers what the backward has left.

        Args:
            is_closure: whether an optimizer has called for it, which may do so several times.
        """
        self._find_parameters()
        made_by = tuple(users_calls(sys._getframe(1))) if self._looks and not is_closure else None
        for watched in self._watched.values():
            if self._looks:
                watched.had_gradients = watched.had_gradients or watched.has_gradients()
                watched.made_by = made_by
            watched.remember()

    def _find_parameters(self) -> None:
        for key, optimizer in list(self._optimizers.items()):
            if key not in self._watched:
                found = [each for each in parameters_of(optimizer) if each.grad is not None]
                if found:
                    self._watched[key] = _Watched(found[:: max(1, len(found) // SAMPLE)][:SAMPLE])

    def before_step(self, optimizer: Any, has_closure: bool) -> None:
        """Looks what the step has to work with.

        Args:
            optimizer: the optimizer; None for a step by hand.
            has_closure: whether the step computes the gradients itself.
        """
        watched = self._watched.get(id(optimizer) if optimizer is not None else BY_HAND)
        if watched is None or has_closure or not self._looks:
            return
        if not watched.has_gradients():
            if watched.had_gradients and optimizer is not None:
                self._observations.note(
                    "zeroed-before-step", self.zeroed_at or users_place(), self._step, step_at=users_place()
                )
        elif watched.is_dirty:
            self._observations.note("not-zeroed", watched.dirty_at, self._step, step_at=users_place())
        elif watched.made_by in watched.discarded:
            watched.defeated += 1
            if watched.defeated >= CERTAIN:
                self._observations.note(
                    "accumulation-defeated",
                    self.zeroed_at or users_place(),
                    self._step,
                    step_at=users_place(),
                )
        if self._looks:
            watched.discarded.clear()

    def after_step(self, optimizer: Any) -> None:
        """Remembers that these gradients are used up."""
        watched = self._watched.get(id(optimizer) if optimizer is not None else BY_HAND)
        if watched is not None:
            watched.has_stepped = True
            watched.is_dirty = watched.had_gradients = False
            watched.remember()


def _note_discarded(watched: _Watched) -> None:
    """Notes which backward has made gradients that are zeroed by now, though no step has used them."""
    if watched.had_gradients and watched.made_by is not None and not watched.has_gradients():
        watched.discarded.add(watched.made_by)
        watched.had_gradients = False


def parameters_of(optimizer: torch.optim.Optimizer) -> list[torch.Tensor]:
    """All parameters of an optimizer."""
    return [each for group in optimizer.param_groups for each in group["params"]]
