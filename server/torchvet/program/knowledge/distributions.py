"""Distributions that take probabilities or logits.

Source: https://docs.pytorch.org/docs/stable/distributions.html (each class's own section).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from torchvet.program.knowledge.parameter import Parameter


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution that is made of probabilities or of logits.

    Args:
        name: the class's name.
        probs: the constructor's parameter that takes probabilities.
        logits: the one that takes logits.
        categorical: whether the probabilities sum to one (softmax) rather than each standing alone
            (sigmoid). Log-probabilities are right as ``logits`` then, because they are normalised again.
    """

    name: str
    probs: Parameter
    logits: Parameter
    categorical: bool


def _distribution(name: str, probs_position: int, *, categorical: bool) -> tuple[str, Distribution]:
    distribution = Distribution(
        name,
        Parameter(probs_position, "probs", None),
        Parameter(probs_position + 1, "logits", None),
        categorical,
    )
    return f"torch.distributions.{name}", distribution


DISTRIBUTIONS: Final[dict[str, Distribution]] = dict(
    (
        _distribution("Categorical", 0, categorical=True),
        _distribution("OneHotCategorical", 0, categorical=True),
        _distribution("OneHotCategoricalStraightThrough", 0, categorical=True),
        _distribution("RelaxedOneHotCategorical", 1, categorical=True),
        _distribution("Multinomial", 1, categorical=True),
        _distribution("Bernoulli", 0, categorical=False),
        _distribution("RelaxedBernoulli", 1, categorical=False),
        _distribution("ContinuousBernoulli", 0, categorical=False),
        _distribution("Binomial", 1, categorical=False),
        _distribution("Geometric", 0, categorical=False),
        _distribution("NegativeBinomial", 1, categorical=False),
    )
)
"""Distributions by canonical name."""
