"""What each loss expects its input to be, and how it is called.

Source: https://docs.pytorch.org/docs/stable/nn.html#loss-functions and
https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions (each loss's own page);
for other packages the source of the release named at the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT, Arguments, Parameter


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
class Case:
    """What a loss expects when it is made (or called, for a function) with certain values.

    Args:
        when: parameters with the values that they have to have, all of them.
        expects: what the input has to be then.
    """

    when: tuple[tuple[Parameter, object], ...]
    expects: Expectation


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss and how it is called.

    Args:
        name: the last part of its qualified name.
        expects: what its input has to be.
        input: the name of the input's parameter.
        target: the name of the target's parameter.
        input_position: the input's position in the call (of the function, or of the loss object).
        target_position: the target's position, likewise.
        functional: whether it is a function rather than a class.
        reduction: the parameter (of the function, or of the constructor) that says how the elements'
            losses are reduced; None where there is none.
        cases: where what it expects depends on arguments: the first that holds counts, ``expects`` where
            none does.
    """

    name: str
    expects: Expectation
    input: str = "input"
    target: str = "target"
    input_position: int = 0
    target_position: int = 1
    functional: bool = False
    reduction: Parameter | None = None
    cases: tuple[Case, ...] = ()

    def expects_given(self, arguments: Arguments) -> Expectation:
        """What the input has to be, given the arguments of the constructor (of the call, for a function).

        Args:
            arguments: the arguments by position and keyword.

        Returns:
            The expectation; ``ANY`` where it depends on an argument that is not known.
        """
        for case in self.cases:
            values = [(parameter.value_in(arguments), wanted) for parameter, wanted in case.when]
            if any(value is not UNKNOWN_ARGUMENT and value != wanted for value, wanted in values):
                continue
            if any(value is UNKNOWN_ARGUMENT for value, _ in values):
                return Expectation.ANY
            return case.expects
        return self.expects

    def is_reduced(self, arguments: Arguments) -> bool | None:
        """Whether it gives one number, given the arguments of the constructor (of the call, for a function).

        Args:
            arguments: the arguments by position and keyword.

        Returns:
            True for one number, False for a loss of each element, None where that is not known.
        """
        if self.reduction is None:
            return None
        value = self.reduction.value_in(arguments)
        return (
            None if value is UNKNOWN_ARGUMENT else value in ("mean", "sum", "batchmean", "elementwise_mean")
        )


def _reduction(position: int) -> Parameter:
    return Parameter(position, "reduction", "mean")


_E = Expectation

# https://docs.pytorch.org/docs/stable/nn.html#loss-functions: the number is the position of ``reduction``.
_TORCH_CLASSES: Final[tuple[tuple[str, Expectation, int], ...]] = (
    ("CrossEntropyLoss", _E.LOGITS, 4),
    ("NLLLoss", _E.LOG_PROBABILITIES, 4),
    ("BCELoss", _E.BINARY_PROBABILITIES, 3),
    ("BCEWithLogitsLoss", _E.BINARY_LOGITS, 3),
    ("MultiLabelSoftMarginLoss", _E.BINARY_LOGITS, 3),
    ("SoftMarginLoss", _E.BINARY_LOGITS, 2),
    ("KLDivLoss", _E.LOG_DENSITY, 2),
    ("MultiMarginLoss", _E.ANY, 5),
    ("MultiLabelMarginLoss", _E.ANY, 2),
    ("HingeEmbeddingLoss", _E.ANY, 3),
    ("GaussianNLLLoss", _E.ANY, -1),
    ("PoissonNLLLoss", _E.ANY, 5),
    ("HuberLoss", _E.ANY, 0),
    ("SmoothL1Loss", _E.ANY, 2),
    ("L1Loss", _E.ANY, 2),
    ("MSELoss", _E.ANY, 2),
    ("LinearCrossEntropyLoss", _E.ANY, -1),
)

# https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions: likewise.
_TORCH_FUNCTIONS: Final[tuple[tuple[str, Expectation, int], ...]] = (
    ("cross_entropy", _E.LOGITS, 6),
    ("nll_loss", _E.LOG_PROBABILITIES, 6),
    ("binary_cross_entropy", _E.BINARY_PROBABILITIES, 5),
    ("binary_cross_entropy_with_logits", _E.BINARY_LOGITS, 5),
    ("multilabel_soft_margin_loss", _E.BINARY_LOGITS, 5),
    ("soft_margin_loss", _E.BINARY_LOGITS, 4),
    ("kl_div", _E.LOG_DENSITY, 4),
    ("multi_margin_loss", _E.ANY, 7),
    ("multilabel_margin_loss", _E.ANY, 4),
    ("hinge_embedding_loss", _E.ANY, 5),
    ("gaussian_nll_loss", _E.ANY, 5),
    ("poisson_nll_loss", _E.ANY, 7),
    ("huber_loss", _E.ANY, 2),
    ("smooth_l1_loss", _E.ANY, 4),
    ("l1_loss", _E.ANY, 4),
    ("mse_loss", _E.ANY, 4),
)

LOSSES: Final[dict[str, Loss]] = {
    **{
        f"torch.nn.{name}": Loss(name, expects, reduction=_reduction(at))
        for name, expects, at in _TORCH_CLASSES
    },
    **{
        f"torch.nn.functional.{name}": Loss(name, expects, functional=True, reduction=_reduction(at))
        for name, expects, at in _TORCH_FUNCTIONS
    },
    # The losses whose inputs have other names or places.
    "torch.nn.CTCLoss": Loss(
        "CTCLoss", _E.LOG_PROBABILITIES, input="log_probs", target="targets", reduction=_reduction(1)
    ),
    "torch.nn.functional.ctc_loss": Loss(
        "ctc_loss",
        _E.LOG_PROBABILITIES,
        input="log_probs",
        target="targets",
        functional=True,
        reduction=_reduction(5),
    ),
    "torch.nn.CosineEmbeddingLoss": Loss(
        "CosineEmbeddingLoss", _E.ANY, input="input1", target_position=2, reduction=_reduction(3)
    ),
    "torch.nn.functional.cosine_embedding_loss": Loss(
        "cosine_embedding_loss",
        _E.ANY,
        input="input1",
        target_position=2,
        functional=True,
        reduction=_reduction(6),
    ),
    "torch.nn.MarginRankingLoss": Loss(
        "MarginRankingLoss", _E.ANY, input="input1", target_position=2, reduction=_reduction(3)
    ),
    "torch.nn.functional.margin_ranking_loss": Loss(
        "margin_ranking_loss",
        _E.ANY,
        input="input1",
        target_position=2,
        functional=True,
        reduction=_reduction(6),
    ),
    "torch.nn.TripletMarginLoss": Loss(
        "TripletMarginLoss", _E.ANY, input="anchor", target="positive", reduction=_reduction(6)
    ),
    "torch.nn.functional.triplet_margin_loss": Loss(
        "triplet_margin_loss",
        _E.ANY,
        input="anchor",
        target="positive",
        functional=True,
        reduction=_reduction(9),
    ),
    "torch.nn.TripletMarginWithDistanceLoss": Loss(
        "TripletMarginWithDistanceLoss", _E.ANY, input="anchor", target="positive", reduction=_reduction(-1)
    ),
    "torch.nn.functional.triplet_margin_with_distance_loss": Loss(
        "triplet_margin_with_distance_loss",
        _E.ANY,
        input="anchor",
        target="positive",
        functional=True,
        reduction=_reduction(-1),
    ),
    "torch.nn.functional.linear_cross_entropy": Loss(
        "linear_cross_entropy", _E.ANY, target_position=2, functional=True, reduction=_reduction(-1)
    ),
    # Returns a named tuple (output, loss), and has weights of its own: no opinion on its input.
    "torch.nn.AdaptiveLogSoftmaxWithLoss": Loss(
        "AdaptiveLogSoftmaxWithLoss", _E.ANY, input="input_", target="target_"
    ),
}
"""Losses by canonical name."""
