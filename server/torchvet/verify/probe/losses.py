# pyright: basic
"""What loss functions are given, and what they can reach at best."""

from __future__ import annotations

import functools
import math
from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F

from .graph import made_by
from .observations import Observations
from .places import users_place

WATCHED = (
    "cross_entropy", "nll_loss", "binary_cross_entropy", "binary_cross_entropy_with_logits", "kl_div",
    "mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss",
)  # fmt: skip
BROADCASTING = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
ROW_TOLERANCE = 1e-3
ALWAYS_UNTIL, SOMETIMES = 6, 20
LARGE = 2_000_000
"""Of larger inputs only a part is looked at, and accuracy is counted now and then."""


class Losses:
    """Watches the loss functions of ``torch.nn.functional``.

    Args:
        observations: where to note what is wrong.
    """

    def __init__(self, observations: Observations) -> None:
        self._observations = observations
        self._originals: dict[str, Callable[..., Any]] = {}
        self._checks = {
            "cross_entropy": self._cross_entropy,
            "nll_loss": self._nll,
            "binary_cross_entropy": self._bce,
            "binary_cross_entropy_with_logits": self._bce_with_logits,
            "kl_div": self._kl_div,
        }
        self._depth = 0
        self.step = 0
        self.replay: Callable[[str, Any], Any] | None = None
        self.known: list[dict[str, Any]] = []
        self.first: dict[str, Any] | None = None

    def install(self, is_watching: Callable[[], bool]) -> None:
        """Begins to watch."""
        for name in WATCHED:
            original = self._originals[name] = getattr(F, name)
            setattr(F, name, self._wrapped(name, original, is_watching))

    def remove(self) -> None:
        """Puts the functions back."""
        for name, original in self._originals.items():
            setattr(F, name, original)

    def _wrapped(
        self, name: str, original: Callable[..., Any], is_watching: Callable[[], bool]
    ) -> Callable[..., Any]:
        @functools.wraps(original)
        def watched(input: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
            if self._depth or not is_watching() or not isinstance(input, torch.Tensor):
                return original(input, target, *args, **kwargs)
            if self.replay is not None and torch.is_grad_enabled():
                target = self.replay(name, target)
            self._depth += 1
            try:
                with torch.no_grad():
                    self._before(name, input, target)
                result = original(input, target, *args, **kwargs)
                if isinstance(result, torch.Tensor) and result.requires_grad:
                    with torch.no_grad():
                        self._after(name, input.detach(), target, result, args, kwargs)
                return result
            finally:
                self._depth -= 1

        return watched

    # --- before: what is it given? ----------------------------------------------------------

    def _before(self, name: str, input: torch.Tensor, target: Any) -> None:
        if self.step >= ALWAYS_UNTIL and self.step % SOMETIMES:
            return
        if name in BROADCASTING and isinstance(target, torch.Tensor) and input.shape != target.shape:
            both = [list(input.shape), list(target.shape)]
            self._note("broadcast", loss=name, shapes=both)
        check = self._checks.get(name)
        if check is not None and input.is_floating_point() and input.numel():
            check(input, target)

    def _note(self, kind: str, **details: Any) -> None:
        self._observations.note(kind, users_place(), self.step, **details)

    def _cross_entropy(self, input: torch.Tensor, target: Any) -> None:
        rows = _rows(input)
        if rows is None or rows.shape[1] < 2:
            return
        maker = made_by(input)
        if maker == "Sigmoid" or _are_probabilities(rows):
            made = {"Sigmoid": "sigmoid", "Softmax": "softmax"}.get(maker, "")
            self._note("probabilities-to-cross-entropy", classes=rows.shape[1], made=made)
        elif maker == "LogSoftmax" or (bool((rows <= 0).all()) and _are_log_probabilities(rows)):
            self._note("log-probabilities-to-cross-entropy", classes=rows.shape[1])

    def _nll(self, input: torch.Tensor, target: Any) -> None:
        rows = _rows(input)
        if rows is None or rows.shape[1] < 2 or _are_log_probabilities(rows, 0.02):
            return
        if made_by(input) not in ("LogSoftmax", "Log"):
            self._note("nll-not-log", probabilities=_are_probabilities(rows), classes=rows.shape[1])

    def _bce(self, input: torch.Tensor, target: Any) -> None:
        part = _part(input)
        if bool(((part < 0) | (part > 1)).any()):
            self._note("logits-to-bce")

    def _bce_with_logits(self, input: torch.Tensor, target: Any) -> None:
        maker = made_by(input)
        if maker in ("Sigmoid", "Softmax"):
            self._note("probabilities-to-bce-with-logits", made=maker.lower())

    def _kl_div(self, input: torch.Tensor, target: Any) -> None:
        rows = _rows(input, last=True)
        if rows is not None and rows.shape[1] > 1 and _are_probabilities(rows):
            self._note("kl-div-not-log")

    # --- after: how good is it, and how good could it be? -----------------------------------

    def _after(
        self, name: str, input: torch.Tensor, target: Any, result: torch.Tensor, args: Any, kwargs: Any
    ) -> None:
        told: dict[str, Any] = {"name": name, "value": float(result.detach().float().mean())}
        told["smoothing"] = _smoothing(name, args, kwargs)
        if input.numel() <= LARGE or self.step % SOMETIMES == 0:
            told["accuracy"] = _accuracy(name, input, target)
        told["weighted"] = _weighted(name, args, kwargs)
        if self.first is None:
            rows = _rows(input) if name in ("cross_entropy", "nll_loss") else None
            told["classes"] = rows.shape[1] if rows is not None else None
            told["floor"] = _floor(name, input, target, told["smoothing"])
            told["at"] = users_place()
            self.first = told
        self.known.append(told)


def _rows(input: torch.Tensor, last: bool = False) -> torch.Tensor | None:
    """The classes of each item, in one row each; of a large input a part."""
    if input.dim() == 0:
        return None
    dimension = -1 if last or input.dim() == 1 else 1
    if input.numel() > LARGE and input.dim() > 1:
        input = input[: max(1, LARGE // max(1, input[0].numel()))]
    return input.detach().movedim(dimension, -1).reshape(-1, input.shape[dimension]).float()


def _part(input: torch.Tensor) -> torch.Tensor:
    return input.detach().reshape(-1)[:LARGE]


def _are_probabilities(rows: torch.Tensor) -> bool:
    if bool((rows < 0).any()):
        return False
    return bool(((rows.sum(1) - 1).abs() < ROW_TOLERANCE).all())


def _are_log_probabilities(rows: torch.Tensor, tolerance: float = ROW_TOLERANCE) -> bool:
    return bool((rows.logsumexp(1).abs() < tolerance).all())


def _smoothing(name: str, args: Any, kwargs: Any) -> float:
    if name != "cross_entropy":
        return 0.0
    return float(kwargs.get("label_smoothing", args[5] if len(args) > 5 else 0.0))


def _weighted(name: str, args: Any, kwargs: Any) -> bool:
    return kwargs.get("weight", args[0] if args else None) is not None


def _accuracy(name: str, input: torch.Tensor, target: Any) -> float | None:
    """The part of the batch that is classified rightly; None where there are no classes."""
    if not isinstance(target, torch.Tensor):
        return None
    if name in ("cross_entropy", "nll_loss"):
        dimension = 0 if input.dim() == 1 else 1
        if target.is_floating_point():
            target = target.argmax(dimension)
        right = (input.argmax(dimension) == target)[target >= 0]
    elif name.startswith("binary") and input.shape == target.shape:
        if bool(((target != 0) & (target != 1)).any()):
            return None
        right = (input > (0.0 if name.endswith("logits") else 0.5)) == (target > 0.5)
    else:
        return None
    return float(right.float().mean()) if right.numel() else None


def _floor(name: str, input: torch.Tensor, target: Any, smoothing: float) -> float | None:
    """The least value that the loss can take for these targets; None where that isn't known."""
    if name in BROADCASTING:
        return 0.0
    if not isinstance(target, torch.Tensor):
        return None
    if name == "cross_entropy":
        classes = input.shape[0 if input.dim() == 1 else 1]
        if target.is_floating_point():
            soft = target.float() * (1 - smoothing) + smoothing / classes
            dimension = 0 if input.dim() == 1 else 1
            return float(torch.special.entr(soft).sum(dimension).mean())
        return _smoothed_floor(smoothing, classes)
    if name.startswith("binary"):
        soft = target.float()
        return float((torch.special.entr(soft) + torch.special.entr(1 - soft)).mean())
    return 0.0


def _smoothed_floor(smoothing: float, classes: int) -> float:
    if not smoothing:
        return 0.0
    other = smoothing / classes
    main = 1 - smoothing + other
    return -(main * math.log(main) + (classes - 1) * other * math.log(other))
