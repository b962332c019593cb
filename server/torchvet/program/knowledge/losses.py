"""What each loss expects its input to be, and how it is called.

Source: https://docs.pytorch.org/docs/stable/nn.html#loss-functions and
https://docs.pytorch.org/docs/stable/nn.functional.html#loss-functions (each loss's own page).
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.loss import Case, Expectation, Loss
from torchvet.program.knowledge.losses_elsewhere import LOSSES_ELSEWHERE
from torchvet.program.knowledge.parameter import Parameter

__all__ = ["LOSSES", "Case", "Expectation", "Loss"]


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
    **LOSSES_ELSEWHERE,
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
    "torch.nn.PoissonNLLLoss": Loss("PoissonNLLLoss", _E.ANY, input="log_input", reduction=_reduction(5)),
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
