"""Losses of the packages for segmentation: Dice, focal and their kin.

Many of them apply a softmax or a sigmoid only when an argument says so; without one, they expect
probabilities.

Sources: https://smp.readthedocs.io/en/latest/losses.html (read in 0.6),
https://docs.monai.io/en/stable/losses.html (read in 1.6),
https://kornia.readthedocs.io/en/latest/losses.html (read in 0.9).
A loss that isn't there is unknown.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.loss import Case, Expectation, Loss
from torchvet.program.knowledge.parameter import Parameter

_LOGITS: Final = Expectation.LOGITS
_BINARY: Final = Expectation.BINARY_LOGITS
_PROBABILITIES: Final = Expectation.PROBABILITIES
_ANY: Final = Expectation.ANY


def _reduction(position: int, default: str = "mean") -> Parameter:
    return Parameter(position, "reduction", default)


# --- segmentation_models_pytorch -------------------------------------------------------------

_MODE: Final = Parameter(0, "mode")
_MODES: Final = (
    Case(((_MODE, "multiclass"),), _LOGITS),
    Case(((_MODE, "binary"),), _BINARY),
    Case(((_MODE, "multilabel"),), _BINARY),
)


def _smp(
    name: str, expects: Expectation, *cases: Case, reduction: Parameter | None = None
) -> tuple[str, Loss]:
    loss = Loss(name, expects, input="y_pred", target="y_true", reduction=reduction, cases=cases)
    return f"segmentation_models_pytorch.losses.{name}", loss


def _overlap(name: str) -> tuple[str, Loss]:
    """``mode`` says whether it applies softmax or sigmoid; with ``from_logits=False`` neither."""
    given = Case(((Parameter(3, "from_logits", True), False),), _PROBABILITIES)
    return _smp(name, _ANY, given, *_MODES)


_FOCAL_GIVEN: Final = Parameter(4, "from_logits", True)

_SEGMENTATION_MODELS: Final = dict(
    (
        _overlap("DiceLoss"),
        _overlap("TverskyLoss"),
        _overlap("JaccardLoss"),
        # One sigmoid for each class, in all modes.
        _smp(
            "FocalLoss",
            _BINARY,
            Case(((_FOCAL_GIVEN, False), (_MODE, "binary")), _PROBABILITIES),
            Case(((_FOCAL_GIVEN, False), (_MODE, "multilabel")), _PROBABILITIES),
            Case(((_FOCAL_GIVEN, False),), _ANY),
            reduction=_reduction(6),
        ),
        # A hinge on the raw scores, unless there are several classes.
        _smp("LovaszLoss", _ANY, Case(((_MODE, "multiclass"),), _LOGITS)),
        _smp("SoftBCEWithLogitsLoss", _BINARY, reduction=_reduction(2)),
        _smp("SoftCrossEntropyLoss", _LOGITS, reduction=_reduction(0)),
        _smp("MCCLoss", _ANY),
    )
)


# --- monai -----------------------------------------------------------------------------------


def _switched(name: str, sigmoid: int) -> tuple[str, Loss]:
    """Applies what its constructor is told to (``sigmoid``, ``softmax``, ``other_act``, in this order)."""
    return f"monai.losses.{name}", Loss(
        name,
        _ANY,
        cases=(
            Case(((Parameter(sigmoid + 1, "softmax", False), True),), _LOGITS),
            Case(((Parameter(sigmoid, "sigmoid", False), True),), _BINARY),
            Case(((Parameter(sigmoid + 2, "other_act", None), None),), _PROBABILITIES),
        ),
    )


_SWITCHED: Final = dict(
    (
        _switched("DiceLoss", 2),
        _switched("Dice", 2),
        _switched("MaskedDiceLoss", 2),
        _switched("GeneralizedDiceLoss", 2),
        _switched("TverskyLoss", 2),
        _switched("MCCLoss", 2),
        _switched("HausdorffDTLoss", 3),
        _switched("LogHausdorffDTLoss", 3),
        _switched("SoftclDiceLoss", 6),
        _switched("SoftDiceclDiceLoss", 7),
    )
)

# Cross entropy, or a sigmoid focal loss, of the same input stands beside the Dice loss: logits always.
_WITH_CROSS_ENTROPY: Final = (Case(((Parameter(2, "sigmoid", False), True),), _BINARY),)
_WITH_FOCAL: Final = (Case(((Parameter(3, "softmax", False), True),), _LOGITS),)

_MONAI: Final = {
    **_SWITCHED,
    **{
        f"monai.losses.{loss.name}": loss
        for loss in (
            Loss("DiceCELoss", _LOGITS, cases=_WITH_CROSS_ENTROPY),
            Loss("DiceFocalLoss", _BINARY, cases=_WITH_FOCAL),
            Loss("GeneralizedDiceFocalLoss", _BINARY, cases=_WITH_FOCAL),
            Loss(
                "FocalLoss",
                _BINARY,
                reduction=_reduction(5),
                cases=(Case(((Parameter(6, "use_softmax", False), True),), _LOGITS),),
            ),
            Loss("GeneralizedWassersteinDiceLoss", _LOGITS, reduction=_reduction(2)),
            Loss("NACLLoss", _LOGITS, input="inputs", target="targets"),
        )
    },
}


# --- kornia ----------------------------------------------------------------------------------


def _kornia(
    class_name: str,
    function: str,
    expects: Expectation,
    of_class: Parameter | None = None,
    of_function: Parameter | None = None,
) -> dict[str, Loss]:
    return {
        f"kornia.losses.{class_name}": Loss(class_name, expects, input="pred", reduction=of_class),
        f"kornia.losses.{function}": Loss(
            function, expects, input="pred", functional=True, reduction=of_function
        ),
    }


_UNREDUCED: Final = (_reduction(2, "none"), _reduction(4, "none"))

_KORNIA: Final = {
    **_kornia("FocalLoss", "focal_loss", _LOGITS, *_UNREDUCED),
    **_kornia("BinaryFocalLossWithLogits", "binary_focal_loss_with_logits", _BINARY, *_UNREDUCED),
    **_kornia("DiceLoss", "dice_loss", _LOGITS),
    **_kornia("TverskyLoss", "tversky_loss", _LOGITS),
    **_kornia("LovaszSoftmaxLoss", "lovasz_softmax_loss", _LOGITS),
    **_kornia("LovaszHingeLoss", "lovasz_hinge_loss", _ANY),
    # "Pass a softmax": it applies none.
    **{
        f"kornia.losses.{name}": Loss(name, _PROBABILITIES, input="pred", reduction=_reduction(2))
        for name in ("HausdorffERLoss", "HausdorffERLoss3D")
    },
}

SEGMENTATION_LOSSES: Final[dict[str, Loss]] = {**_SEGMENTATION_MODELS, **_MONAI, **_KORNIA}
"""Losses of segmentation_models_pytorch, monai and kornia by canonical name."""
