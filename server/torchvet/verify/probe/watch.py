# pyright: basic
"""What the probe does at each forward pass, backward and step."""

from __future__ import annotations

import math
import os
import threading
from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from .batches import HeldBatch
from .controls import Controls
from .gradients import BY_HAND, Gradients, parameters_of
from .graph import leaves_of
from .loaders import Loaders
from .losses import Losses
from .modes import Modes
from .observations import Observations
from .parameters import Parameters
from .progress import AFTER_EPOCH, Limits, Progress
from .ran import Ran
from .repeating import BY_ITSELF, Repeating

NORMS_UNTIL, NORMS_EVERY = 4, 10


class Watch:
    """Follows one program.

    Args:
        limits: when to stop.
        loaders: the held loaders.
        tell: takes the reports, by event and facts.
        end: is called with a reason when it is enough; it may not return.
    """

    def __init__(
        self,
        limits: Limits,
        loaders: Loaders,
        tell: Callable[..., None],
        end: Callable[[str], None],
    ) -> None:
        self.limits = limits
        self.loaders = loaders
        self.observations = Observations()
        self.gradients = Gradients(self.observations)
        self.modes = Modes(self.observations)
        self.losses = Losses(self.observations)
        self.parameters = Parameters()
        self.progress = Progress()
        self.repeating = Repeating()
        self.losses.replay = self.repeating.target
        self.world = 1
        self.is_ending = False
        self._tell = tell
        self._end = end
        self._process, self._thread = os.getpid(), threading.get_ident()
        self._inside = 0
        self._in_step: list[int] = []
        self._control: tuple[nn.Module, HeldBatch] | None = None
        self._control_size = -1
        self._leaves: list[torch.Tensor] = []
        self._by_hand: list[float] | None = None
        self._norms: list[float] = []
        self._learnt_at: int | None = None
        self._backwards_without_step = 0
        self.ran = Ran(self.parameters)

    def is_watching(self) -> bool:
        """Whether what happens now belongs to the training: not in a forked process, nor another thread."""
        return self._inside == 0 and threading.get_ident() == self._thread and os.getpid() == self._process

    # --- forward passes ---------------------------------------------------------------------

    def call(self, original: Callable[..., Any], model: nn.Module, args: Any, kwargs: Any) -> Any:
        """Runs an outermost forward pass."""
        trains = torch.is_grad_enabled()
        has_parameters = next(model.parameters(), None) is not None
        if trains and has_parameters:
            self.parameters.add(model)
            given = self.repeating.inputs(model, args, kwargs)
            args, kwargs = given if given is not None else (args, kwargs)
            self._keep_for_control(model, args, kwargs)
        self._inside += 1
        try:
            output = original(model, *args, **kwargs)
        finally:
            self._inside -= 1
        if has_parameters:
            self.modes.forward(model, output, self.loaders.last)
        return output

    def _keep_for_control(self, model: nn.Module, args: Any, kwargs: Any) -> None:
        if self.progress.steps > 1:
            return
        size = sum(each.numel() for each in model.parameters() if each.requires_grad)
        if size > self._control_size:
            self._control = (model, HeldBatch((args, kwargs)))
            self._control_size = size

    # --- backward ---------------------------------------------------------------------------

    def backward(self, original: Callable[..., Any], tensors: Any, args: Any, kwargs: Any) -> Any:
        """Runs a backward."""
        losses = [tensors] if isinstance(tensors, torch.Tensor) else list(tensors)
        self.loaders.note_backward()
        self._note_steps_by_hand(losses)
        clean = self.gradients.before_backward(self.progress.steps)
        self.modes.before_backward(losses, clean)
        value = self._value(losses)
        self.progress.note_backward(value, is_closure=bool(self._in_step))
        if value is not None and not math.isfinite(value):
            self.finish("not-finite")
        self._inside += 1
        try:
            result = original(tensors, *args, **kwargs)
        finally:
            self._inside -= 1
        self.gradients.after_backward(bool(self._in_step))
        if self.progress.steps < 3:
            self.parameters.note_gradients()
        self._backwards_without_step += 1
        if self._backwards_without_step >= max(16, self.limits.steps) and not self.progress.steps:
            self.finish("no-step")
        self._check_time()
        return result

    def grad(self, original: Callable[..., Any], loss: torch.Tensor, inputs: Any, options: Any) -> Any:
        """Runs a ``torch.autograd.grad`` for the parameters of a model, which is a backward as well."""
        self.loaders.note_backward()
        self._note_steps_by_hand([loss])
        self.modes.before_backward([loss], True)
        value = self._value([loss])
        self.progress.note_backward(value, is_closure=bool(self._in_step))
        if value is not None and not math.isfinite(value):
            self.finish("not-finite")
        self._inside += 1
        try:
            result = original(loss, inputs, **options)
        finally:
            self._inside -= 1
        self.parameters.note_given(inputs, result)
        self._check_time()
        return result

    def _value(self, losses: list[torch.Tensor]) -> float | None:
        """The loss as a number."""
        if not losses or any(each.numel() != 1 for each in losses):
            self.losses.known.clear()
            return None
        value = sum(float(getattr(each, "_torchvet_unscaled", each.detach())) for each in losses)
        known = self.losses.known
        if known:
            total = sum(each["value"] for each in known)
            if total and len(self.progress.ratios) < 400:
                self.progress.ratios.append(value / total)
            accuracies = [each["accuracy"] for each in known if each.get("accuracy") is not None]
            if accuracies:
                self.progress.accuracies.append(sum(accuracies) / len(accuracies))
            known.clear()
        return value

    def _note_steps_by_hand(self, losses: list[torch.Tensor]) -> None:
        """Tells steps that a program takes without an optimizer by its parameters' values."""
        if self._in_step or (self.progress.steps and BY_HAND not in self.progress.tracks):
            return
        if not self._leaves and losses and losses[0].grad_fn is not None:
            self._leaves = [each for each in leaves_of(losses[0]) if each.requires_grad][:16]
        values = [float(each.detach().double().sum()) for each in self._leaves]
        if self._by_hand is not None and values != self._by_hand and self.progress.pending:
            self.gradients.before_step(None, False)
            self.modes.before_step(self._leaves, self.progress.steps)
            self.gradients.after_step(None)
            self.parameters.stepped |= {id(each) for each in self._leaves}
            self._count(BY_HAND, "by hand", None, None)
        elif self._by_hand is None:
            self.gradients.watch_by_hand(self._leaves)
        self._by_hand = values

    def _forget_steps_by_hand(self, parameters: list[torch.Tensor]) -> None:
        """What was taken for a step by hand is none where an optimizer steps the same parameters."""
        track = self.progress.tracks.get(BY_HAND)
        if track is not None and {id(each) for each in self._leaves} & {id(each) for each in parameters}:
            del self.progress.tracks[BY_HAND]
            self.progress.pending[:0] = track.history[-1:]
            self.progress.steps = max((each.steps for each in self.progress.tracks.values()), default=0)

    # --- steps ------------------------------------------------------------------------------

    def before_step(self, optimizer: Any, args: Any, kwargs: Any) -> None:
        """Looks at what an optimizer's step is about to do."""
        if os.getpid() != self._process:
            return
        self._in_step.append(id(optimizer))
        if len(self._in_step) > 1:
            return
        has_closure = any(callable(each) for each in (*args[1:], *kwargs.values()))
        parameters = parameters_of(optimizer)
        if self.progress.steps < 3:
            self.parameters.note_gradients()
        if self.progress.steps < 3:
            self.parameters.note_step(optimizer, parameters)
        self._forget_steps_by_hand(parameters)
        self.gradients.before_step(optimizer, has_closure)
        self.modes.before_step(parameters, self.progress.steps)
        if self.progress.steps < NORMS_UNTIL or self.progress.steps % NORMS_EVERY == 0:
            self._norms.append(_norm(parameters))

    def after_step(self, optimizer: Any) -> None:
        """Counts a step, and ends the run when it is enough."""
        if os.getpid() != self._process or not self._in_step:
            return
        self._in_step.pop()
        if self._in_step:
            return
        self.gradients.after_step(optimizer)
        group = optimizer.param_groups[0] if optimizer.param_groups else {}
        rate, initial = group.get("lr"), group.get("initial_lr")
        name = type(optimizer).__name__
        self._count(id(optimizer), name, _number(rate), _number(initial))

    def _count(self, key: int, name: str, rate: float | None, initial: float | None) -> None:
        before = self.progress.steps
        took_losses = self.progress.note_step(key, name, rate, initial)
        self._backwards_without_step = 0
        self.ran.note_step()
        self.losses.step = self.progress.steps
        if self.progress.steps > before:
            self.repeating.may_replay = not self.loaders.has_fed_backward
            self.repeating.after_step(self.progress.steps)
        lead = self.progress.lead
        if took_losses and lead is not None and lead is self.progress.tracks[key]:
            accuracy = self.progress.accuracies[-1] if self.progress.accuracies else None
            self._tell("step", step=lead.steps, loss=lead.history[-1], accuracy=accuracy)
        self._check_end()

    def _check_end(self) -> None:
        steps = self.progress.steps
        if self._learnt_at is None and self.progress.has_learnt(self.repeating.from_step, self._chance()):
            self._learnt_at = steps
        if self._learnt_at is not None and self._has_seen_enough(steps):
            self.finish("learnt")
        if steps >= self.limits.steps:
            self.finish("steps")
        self._check_time()

    def _has_seen_enough(self, steps: int) -> bool:
        """Whether the program's second epoch has begun, if it has epochs."""
        last = self.loaders.last
        if self.world > 1:
            return False
        if not self.loaders.has_fed_backward or last is None or not self.loaders.first_epoch:
            return True
        return self.loaders.epochs_ended >= 1 and last.given >= AFTER_EPOCH

    def _check_time(self) -> None:
        if self.limits.left() <= 0:
            self.finish("timeout")

    def _chance(self) -> float | None:
        first = self.losses.first
        classes = first.get("classes") if first else None
        return math.log(classes) if classes and classes > 1 else None

    # --- the end ----------------------------------------------------------------------------

    def finish(self, reason: str) -> None:
        """Ends the run: the caller's ``end`` may not return."""
        self._end(reason)

    def facts(self, reason: str, with_controls: bool = True) -> dict[str, Any]:
        """All that was seen."""
        self._inside += 1
        self.modes.finish(self.parameters.stepped, self.progress.steps)
        facts = self.progress.facts()
        facts.update(
            reason=reason,
            learnt_at=self._learnt_at,
            held=self._held(),
            from_step=self.repeating.from_step,
            observations=self.observations.facts(),
            parameters=self.parameters.facts(),
            first_loss=self.losses.first,
            device=self.parameters.device,
            norms=self._norms,
            batch_size=self.loaders.batch_size,
            epochs=self.loaders.epochs_ended,
            controls={},
            code=self.ran.facts(),
        )
        if (
            with_controls
            and self._control is not None
            and reason in ("learnt", "steps", "not-finite", "ended")
        ):
            model, inputs = self._control
            controls = Controls(model, inputs.give())
            facts["controls"] = controls.run(
                self.loaders.batch_size, reason != "learnt", reason == "not-finite"
            )
        self._inside -= 1
        return facts

    def _held(self) -> str:
        way = self.repeating.way
        if self.loaders.has_fed_backward:
            return "loader" if way in (None, BY_ITSELF) else "loader and random state"
        return way or BY_ITSELF


def _norm(parameters: list[torch.Tensor]) -> float:
    with torch.no_grad():
        grads = [each.grad for each in parameters if each.grad is not None and not each.grad.is_sparse]
        return math.sqrt(sum(float(grad.float().pow(2).sum()) for grad in grads)) if grads else 0.0


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None
