"""Losses of packages around torch.

Sources, each read in the release named: torchvision 0.29 (``ops/focal_loss.py``), timm 1.0 (``timm/loss``),
segmentation_models_pytorch 0.6 (``losses``), kornia 0.9 (``losses``), monai 1.6 (``losses``), fastai 2.8
(``losses.py``). A loss that isn't there is unknown.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.loss import Case, Expectation, Loss
from torchvet.program.knowledge.parameter import Parameter

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
        Loss("AsymmetricLossSingleLabel", _LOGITS, input="inputs"),
        Loss("JsdCrossEntropy", _LOGITS, input="output"),
        Loss("BinaryCrossEntropy", _BINARY, input="x"),
        Loss("PolyBinaryCrossEntropy", _BINARY, input="x", reduction=_reduction(4)),
        Loss("AsymmetricLossMultiLabel", _BINARY, input="x", target="y"),
        Loss("DistributionBalancedLoss", _BINARY, input="x"),
        Loss("TwoWayLoss", _ANY, input="x"),
        Loss("ZlprLoss", _ANY, input="x"),
    )
}

_MODE: Final = Parameter(0, "mode")


def _segmentation_loss(name: str, from_logits: Parameter) -> Loss:
    """A loss that applies softmax (``mode="multiclass"``) or sigmoid itself, unless ``from_logits=False``."""
    return Loss(
        name,
        _ANY,
        input="y_pred",
        target="y_true",
        cases=(
            Case(((from_logits, False),), _ANY),
            Case(((_MODE, "multiclass"),), _LOGITS),
            Case(((_MODE, "binary"),), _BINARY),
            Case(((_MODE, "multilabel"),), _BINARY),
        ),
    )


_FROM_LOGITS: Final = Parameter(3, "from_logits", True)

_SEGMENTATION_MODELS: Final = {
    f"segmentation_models_pytorch.losses.{loss.name}": loss
    for loss in (
        _segmentation_loss("DiceLoss", _FROM_LOGITS),
        _segmentation_loss("TverskyLoss", _FROM_LOGITS),
        _segmentation_loss("JaccardLoss", _FROM_LOGITS),
        # One sigmoid for each class, in all modes.
        Loss(
            "FocalLoss",
            _BINARY,
            input="y_pred",
            target="y_true",
            cases=(Case(((Parameter(-1, "from_logits", True), False),), _ANY),),
        ),
        Loss(
            "LovaszLoss",
            _ANY,
            input="y_pred",
            target="y_true",
            cases=(Case(((_MODE, "multiclass"),), _LOGITS),),
        ),
        Loss("SoftBCEWithLogitsLoss", _BINARY, input="y_pred", target="y_true", reduction=_reduction(2)),
        Loss("SoftCrossEntropyLoss", _LOGITS, input="y_pred", target="y_true", reduction=_reduction(0)),
        Loss("MCCLoss", _ANY, input="y_pred", target="y_true"),
    )
}


def _kornia(class_name: str, function: str, expects: Expectation) -> dict[str, Loss]:
    return {
        f"kornia.losses.{class_name}": Loss(class_name, expects, input="pred"),
        f"kornia.losses.{function}": Loss(function, expects, input="pred", functional=True),
    }


def _kornia_focal(class_name: str, function: str, expects: Expectation) -> dict[str, Loss]:
    of_class, of_function = _reduction(2, "none"), _reduction(4, "none")
    return {
        f"kornia.losses.{class_name}": Loss(class_name, expects, input="pred", reduction=of_class),
        f"kornia.losses.{function}": Loss(
            function, expects, input="pred", functional=True, reduction=of_function
        ),
    }


_KORNIA: Final = {
    **_kornia_focal("FocalLoss", "focal_loss", _LOGITS),
    **_kornia_focal("BinaryFocalLossWithLogits", "binary_focal_loss_with_logits", _BINARY),
    **_kornia("DiceLoss", "dice_loss", _LOGITS),
    **_kornia("TverskyLoss", "tversky_loss", _LOGITS),
    **_kornia("LovaszSoftmaxLoss", "lovasz_softmax_loss", _LOGITS),
    **_kornia("LovaszHingeLoss", "lovasz_hinge_loss", _ANY),
}


def _monai(name: str, sigmoid: int, softmax: int) -> Loss:
    """A loss that applies the sigmoid or softmax that its constructor is told to."""
    return Loss(
        name,
        _ANY,
        cases=(
            Case(((Parameter(softmax, "softmax", False), True),), _LOGITS),
            Case(((Parameter(sigmoid, "sigmoid", False), True),), _BINARY),
        ),
    )


_MONAI: Final = {
    f"monai.losses.{loss.name}": loss
    for loss in (
        _monai("DiceLoss", 2, 3),
        _monai("GeneralizedDiceLoss", 2, 3),
        _monai("TverskyLoss", 2, 3),
        _monai("DiceCELoss", 2, 3),
        _monai("DiceFocalLoss", 2, 3),
        Loss(
            "FocalLoss",
            _BINARY,
            cases=(Case(((Parameter(-1, "use_softmax", False), True),), _LOGITS),),
        ),
    )
}

_FASTAI: Final = {
    f"fastai.losses.{loss.name}": loss
    for loss in (
        Loss("CrossEntropyLossFlat", _LOGITS, input="inp", target="targ"),
        Loss("FocalLoss", _LOGITS, input="inp", target="targ", reduction=_reduction(2)),
        Loss("FocalLossFlat", _LOGITS, input="inp", target="targ"),
        Loss("LabelSmoothingCrossEntropy", _LOGITS, input="output", reduction=_reduction(2)),
        Loss("BCEWithLogitsLossFlat", _BINARY, input="inp", target="targ"),
        Loss("BCELossFlat", Expectation.BINARY_PROBABILITIES, input="inp", target="targ"),
    )
}

LOSSES_ELSEWHERE: Final[dict[str, Loss]] = {
    **_TORCHVISION,
    **_TIMM,
    **_SEGMENTATION_MODELS,
    **_KORNIA,
    **_MONAI,
    **_FASTAI,
}
"""Losses of other packages by canonical name."""
