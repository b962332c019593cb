"""Losses of packages around torch.

Sources, each read in the release named:
https://docs.pytorch.org/vision/stable/generated/torchvision.ops.sigmoid_focal_loss.html (0.29);
https://github.com/huggingface/pytorch-image-models, ``timm/loss`` (1.0);
https://docs.fast.ai/losses.html (2.8);
https://docs.mosaicml.com/projects/composer/en/stable/api_reference/composer.loss.html (0.32);
https://kevinmusgrave.github.io/pytorch-metric-learning/losses (2.9).
Models of transformers compute their loss themselves, of ``labels=``; ignite's and torchmetrics' metrics are
no losses. A loss that isn't there is unknown.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.loss import Case, Expectation, Loss
from torchvet.program.knowledge.losses_of_segmentation import SEGMENTATION_LOSSES
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import words

_LOGITS: Final = Expectation.LOGITS
_BINARY: Final = Expectation.BINARY_LOGITS
_ANY: Final = Expectation.ANY


def _reduction(position: int, default: str = "mean") -> Parameter:
    return Parameter(position, "reduction", default)


_TORCHVISION: Final = {
    "torchvision.ops.sigmoid_focal_loss": Loss(
        "sigmoid_focal_loss",
        _BINARY,
        input="inputs",
        target="targets",
        functional=True,
        reduction=_reduction(4, "none"),
    ),
}

_TIMM: Final = {
    f"timm.loss.{loss.name}": loss
    for loss in (
        Loss("LabelSmoothingCrossEntropy", _LOGITS, input="x"),
        Loss("SoftTargetCrossEntropy", _LOGITS, input="x"),
        Loss("PolyCrossEntropy", _LOGITS, input="x", reduction=_reduction(2)),
        Loss("AsymmetricLossSingleLabel", _LOGITS, input="inputs", reduction=_reduction(3)),
        Loss("JsdCrossEntropy", _LOGITS, input="output"),
        Loss("BinaryCrossEntropy", _BINARY, input="x"),
        Loss("PolyBinaryCrossEntropy", _BINARY, input="x", reduction=_reduction(4)),
        Loss("AsymmetricLossMultiLabel", _BINARY, input="x", target="y"),
        Loss("DistributionBalancedLoss", _BINARY, input="x"),
        # They rank the raw scores.
        Loss("TwoWayLoss", _ANY, input="x"),
        Loss("ZlprLoss", _ANY, input="x"),
    )
}


def _flat(name: str, expects: Expectation) -> Loss:
    """A loss of torch behind a flattening: its arguments are that loss's, after its own."""
    return Loss(name, expects, input="inp", target="targ", reduction=Parameter(-1, "reduction", "mean"))


_FASTAI: Final = {
    f"fastai.losses.{loss.name}": loss
    for loss in (
        _flat("CrossEntropyLossFlat", _LOGITS),
        _flat("FocalLossFlat", _LOGITS),
        _flat("LabelSmoothingCrossEntropyFlat", _LOGITS),
        _flat("BCEWithLogitsLossFlat", _BINARY),
        _flat("BCELossFlat", Expectation.BINARY_PROBABILITIES),
        _flat("MSELossFlat", _ANY),
        _flat("L1LossFlat", _ANY),
        Loss("FocalLoss", _LOGITS, input="inp", target="targ", reduction=_reduction(2)),
        Loss("LabelSmoothingCrossEntropy", _LOGITS, input="output", reduction=_reduction(2)),
        Loss("DiceLoss", _LOGITS, input="pred", target="targ", reduction=_reduction(2, "sum")),
    )
}

_COMPOSER: Final = {
    f"composer.loss.{loss.name}": loss
    for loss in (
        Loss("soft_cross_entropy", _LOGITS, functional=True, reduction=_reduction(4)),
        Loss("binary_cross_entropy_with_logits", _BINARY, functional=True, reduction=_reduction(3, "sum")),
        Loss(
            "DiceLoss",
            Expectation.PROBABILITIES,
            reduction=_reduction(6),
            cases=(
                Case(((Parameter(1, "softmax", False), True),), _LOGITS),
                Case(((Parameter(0, "sigmoid", False), True),), _BINARY),
            ),
        ),
    )
}

# They take embeddings. Those with weights of their own (ArcFaceLoss, ProxyNCALoss, …) aren't here.
_METRIC_LEARNING: Final = {
    f"pytorch_metric_learning.losses.{name}": Loss(name, _ANY, input="embeddings", target="labels")
    for name in words(
        """
        AngularLoss CircleLoss ContrastiveLoss FastAPLoss GeneralizedLiftedStructureLoss
        IntraPairVarianceLoss LiftedStructureLoss MultiSimilarityLoss NCALoss NPairsLoss NTXentLoss
        SignalToNoiseRatioContrastiveLoss SupConLoss TripletMarginLoss TupletMarginLoss
        """
    )
}

LOSSES_ELSEWHERE: Final[dict[str, Loss]] = {
    **_TORCHVISION,
    **_TIMM,
    **SEGMENTATION_LOSSES,
    **_FASTAI,
    **_COMPOSER,
    **_METRIC_LEARNING,
}
"""Losses of other packages by canonical name."""
