# pyright: basic
"""Puts the probe's eyes into torch, and takes them out again."""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable
from typing import Any

import torch
from torch import nn
from torch.optim import Optimizer, lr_scheduler

from .places import users_place
from .watch import Watch

OPTIMIZERS: Any = importlib.import_module("torch.optim.optimizer")
PAST_THE_END = "Tried to step"
"""How torch begins to complain of a schedule that is asked for more steps than it was made for."""


class Hooks:
    """All that is replaced in torch while a program is watched.

    Args:
        watch: who is told.
    """

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._undo: list[Callable[[], None]] = []
        self._sets_mode = False

    def install(self) -> None:
        """Begins to watch."""
        self._watch.losses.install(self._is_training_thread)
        self._undo.append(self._watch.losses.remove)
        self._watch_models()
        self._watch_backward()
        self._watch_optimizers()
        self._watch_scaler()
        self._forgive_schedules()
        self._leave_out_compilation()

    def remove(self) -> None:
        """Puts everything back."""
        while self._undo:
            self._undo.pop()()

    def replace(self, owner: Any, name: str, make: Callable[[Any], Any]) -> None:
        """Replaces something of torch until the hooks are removed.

        Args:
            owner: the class or module that it belongs to.
            name: its name there.
            make: makes the replacement of the original.
        """
        original = getattr(owner, name, None)
        if original is None:
            return
        had_own = name in vars(owner)
        setattr(owner, name, make(original))
        self._undo.append(lambda: setattr(owner, name, original) if had_own else delattr(owner, name))

    def _is_training_thread(self) -> bool:
        watch = self._watch
        inside, watch._inside = watch._inside, 0
        try:
            return watch.is_watching() and not watch.is_ending
        finally:
            watch._inside = inside

    def _watch_models(self) -> None:
        watch = self._watch

        def make_call(original: Any) -> Any:
            def __call__(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
                if watch._inside or not watch.is_watching():
                    return original(self, *args, **kwargs)
                return watch.call(original, self, args, kwargs)

            return __call__

        def make_train(original: Any) -> Any:
            @functools.wraps(original)
            def train(module: nn.Module, mode: bool = True) -> Any:
                if self._sets_mode or not watch.is_watching():
                    return original(module, mode)
                self._sets_mode = True
                try:
                    watch.modes.mode_set(module, mode)
                    return original(module, mode)
                finally:
                    self._sets_mode = False

            return train

        self.replace(nn.Module, "__call__", make_call)
        self.replace(nn.Module, "train", make_train)

    def _watch_backward(self) -> None:
        watch = self._watch

        def make(original: Any) -> Any:
            @functools.wraps(original)
            def backward(tensors: Any, *args: Any, **kwargs: Any) -> Any:
                if not watch.is_watching():
                    return original(tensors, *args, **kwargs)
                return watch.backward(original, tensors, args, kwargs)

            return backward

        def make_grad(original: Any) -> Any:
            @functools.wraps(original)
            def grad(outputs: Any, inputs: Any, *args: Any, **options: Any) -> Any:
                given = inputs if isinstance(inputs, torch.Tensor) else list(inputs)
                is_last = not args and not options.get("create_graph") and watch.is_watching()
                if (
                    is_last
                    and isinstance(outputs, torch.Tensor)
                    and outputs.numel() == 1
                    and isinstance(given, list)
                    and watch.parameters.has(given)
                ):
                    return watch.grad(original, outputs, given, options)
                return original(outputs, given, *args, **options)

            return grad

        self.replace(torch.autograd, "backward", make)
        self.replace(torch.autograd, "grad", make_grad)

    def _watch_optimizers(self) -> None:
        watch = self._watch

        def make_init(original: Any) -> Any:
            @functools.wraps(original)
            def __init__(optimizer: Optimizer, *args: Any, **kwargs: Any) -> None:
                original(optimizer, *args, **kwargs)
                watch.gradients.add(optimizer)
                if not hasattr(OPTIMIZERS, "register_optimizer_step_pre_hook"):
                    _wrap_step(type(optimizer), watch)

            return __init__

        def make_zero(original: Any) -> Any:
            @functools.wraps(original)
            def zero_grad(*args: Any, **kwargs: Any) -> Any:
                watch.gradients.zeroed_at = users_place()
                return original(*args, **kwargs)

            return zero_grad

        self.replace(Optimizer, "__init__", make_init)
        self.replace(Optimizer, "zero_grad", make_zero)
        self.replace(nn.Module, "zero_grad", make_zero)
        if hasattr(OPTIMIZERS, "register_optimizer_step_pre_hook"):
            before = OPTIMIZERS.register_optimizer_step_pre_hook(watch.before_step)
            after = OPTIMIZERS.register_optimizer_step_post_hook(
                lambda each, args, kwargs: watch.after_step(each)
            )
            self._undo += [before.remove, after.remove]

    def _watch_scaler(self) -> None:
        """Remembers what a loss was before a GradScaler made it large."""

        def make(original: Any) -> Any:
            @functools.wraps(original)
            def scale(scaler: Any, outputs: Any) -> Any:
                result = original(scaler, outputs)
                if isinstance(result, torch.Tensor) and result is not outputs:
                    result._torchvet_unscaled = outputs.detach()  # type: ignore[attr-defined]
                return result

            return scale

        owners = [getattr(torch, "amp", None), torch.cuda.amp]
        scalers = [
            owner.GradScaler for owner in owners if "scale" in vars(getattr(owner, "GradScaler", object))
        ]
        if scalers:
            self.replace(scalers[0], "scale", make)

    def _forgive_schedules(self) -> None:
        """Lets a schedule end before the steps on one batch do: the rate then stays what it is."""

        def make(original: Any) -> Any:
            @functools.wraps(original)
            def step(scheduler: Any, *args: Any, **kwargs: Any) -> Any:
                try:
                    return original(scheduler, *args, **kwargs)
                except ValueError as error:
                    if PAST_THE_END not in str(error):
                        raise
                    return None

            return step

        base = getattr(lr_scheduler, "LRScheduler", None) or lr_scheduler._LRScheduler
        self.replace(base, "step", make)

    def _leave_out_compilation(self) -> None:
        """Runs models as they are: compiling takes longer than the run."""

        def make(original: Any) -> Any:
            def compile(model: Any = None, **options: Any) -> Any:
                return (lambda function: function) if model is None else model

            return compile

        self.replace(torch, "compile", make)
        self.replace(nn.Module, "compile", lambda original: lambda module, *args, **kwargs: None)


def _wrap_step(owner: Any, watch: Watch) -> None:
    """Watches the steps of an optimizer's class, for torch before 2.0."""
    original = owner.step
    if getattr(original, "is_watched", False):
        return

    @functools.wraps(original)
    def step(optimizer: Optimizer, *args: Any, **kwargs: Any) -> Any:
        watch.before_step(optimizer, (optimizer, *args), kwargs)
        result = original(optimizer, *args, **kwargs)
        watch.after_step(optimizer)
        return result

    step.is_watched = True  # type: ignore[attr-defined]
    owner.step = step
