"""Models of timm, by the name that they are made with.

Source: https://huggingface.co/docs/timm/reference/models; which layers each has was seen by making every
model of timm 1.0.31 with its defaults and walking its modules.
"""

from __future__ import annotations

import re
from typing import Final

from torchvet.program.knowledge.layer import Requirement
from torchvet.program.knowledge.models import Gives, Model, ModeLayer
from torchvet.program.knowledge.parameter import SPREAD, Arguments, Parameter
from torchvet.program.knowledge.wordlist import words

_NORMALIZED: Final = frozenset(
    words(
        """
        botnet coatnet convmixer cs cspdarknet cspnext cspresnet cspresnext darknet densenet dla dpn
        ecaresnet ecaresnext efficientformer efficientnet efficientnetv efficientvit fastvit fbnetc fbnetv
        gcresnet gcresnext gernet ghostnet ghostnetv hgnet hgnetv halonet hardcorenas hrnet inception lcnet
        levit maxvit mixnet mnasnet mobilenet mobilenetv mobileone mobilevit mobilevitv nasnetalarge
        pnasnet regnetv regnetx regnety repghostnet repvgg repvit res resnest resnet resnetaa resnetblur
        resnetrs resnext rexnet rexnetr selecsls semnasnet senet seresnet seresnetaa seresnext skresnet
        skresnext spnasnet swiftformer tinynet tresnet visformer volo vovnet wide xception xcit
        """
    )
)
"""Families (the letters that a name begins with) whose models all have batch norm, but for the exceptions."""

_NOT_NORMALIZED: Final = re.compile(r"gn(?:_|$)|evo|_bit|frozen|mobilenetv5")
_PLAIN: Final = frozenset(words("vit deit beit beitv cait convnext convnextv crossvit mixer"))
"""Families whose models have nothing that depends on the mode, unless a rate is passed."""

_NOT_PLAIN: Final = re.compile(r"resnet|relpos|_r\d\d|repvit|betwixt|rope|mci|sam")
_DROPPING: Final = frozenset(words("swin swinv focalnet nest"))
"""Families whose models drop paths by default."""

_FAMILY: Final = re.compile(r"(?:hf[-_]hub:)?(?:timm/)?(?:tf_|legacy_|gluon_)?([a-z]+)")
_IN_MODELS: Final = re.compile(r"timm\.models\.(?:\w+\.)?([a-z]\w*)")


def _rate(name: str, keyword: str, default: float = 0.0) -> ModeLayer:
    return ModeLayer(name, Requirement(Parameter(-1, keyword, default)))


_RATES: Final = (
    *(_rate("Dropout", f"{part}drop_rate") for part in ("", "attn_", "proj_", "pos_", "patch_")),
    _rate("DropPath", "drop_path_rate"),
)
_BATCH_NORM: Final = ModeLayer("BatchNorm2d", replaced_by=("norm_layer",))


def timm_model(function: str, arguments: Arguments) -> Model | None:
    """The model that a function of timm makes.

    Args:
        function: the function's canonical name ("timm.create_model", "timm.models.resnet.resnet18").
        arguments: the arguments of the call.

    Returns:
        The model; None where the function is no such one. ``num_classes=0`` gives features, which no loss
        for scores is right for either; with ``features_only=True`` the output is left open.
    """
    name = _name_of(function, arguments)
    if name is None:
        return None
    listed = Parameter(-1, "features_only", False).value_in(arguments)
    gives = Gives.LOGITS if listed is False and SPREAD not in arguments else Gives.UNKNOWN
    return Model("timm model", gives, _layers(name) if listed is False else None)


def _name_of(function: str, arguments: Arguments) -> str | None:
    """The name of the model that is made; empty where it isn't known."""
    if function == "timm.create_model":
        name = Parameter(0, "model_name").value_in(arguments)
        return name if isinstance(name, str) else ""
    match = _IN_MODELS.fullmatch(function)
    name = match[1] if match else ""
    is_model = re.search(r"\d", name) is not None and _layers(name) is not None
    return name if is_model else None


def _layers(name: str) -> tuple[ModeLayer, ...] | None:
    family = _FAMILY.match(name)
    letters = family[1] if family else ""
    if (letters in _NORMALIZED or re.match(r"vgg\d+_bn", name)) and not _NOT_NORMALIZED.search(name):
        return (_BATCH_NORM, *_RATES)
    if letters in _PLAIN and not _NOT_PLAIN.search(name):
        return _RATES
    if letters in _DROPPING:
        return (*_RATES[:-1], _rate("DropPath", "drop_path_rate", 0.1))
    return None
