"""What each loss expects its input to be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Expectation(Enum):
    """What a loss's input has to be."""

    LOGITS = "logits"
    """Applies log-softmax itself: cross_entropy."""
    LOG_PROBABILITIES = "log-probabilities"
    """Log-softmax output: nll_loss."""
    BINARY_LOGITS = "binary logits"
    """Applies the sigmoid itself: binary_cross_entropy_with_logits."""
    BINARY_PROBABILITIES = "binary probabilities"
    """Values between 0 and 1: binary_cross_entropy."""
    LOG_DENSITY = "log-density"
    """kl_div's input: log-probabilities of the prediction."""
    ANY = "any"
    """Whatever is given (mse_loss, l1_loss): no rule has an opinion."""


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss and how it is called.

    Args:
        name: the last part of its qualified name.
        expects: what its input has to be.
        input: the name of the input's parameter.
        target: the name of the target's parameter.
    """

    name: str
    expects: Expectation
    input: str = "input"
    target: str = "target"
