"""Models of other packages, and those that come with trained weights.

Sources: https://huggingface.co/docs/transformers/main_classes/model (``from_pretrained`` ends in ``eval()``)
and the defaults of the configurations of transformers 5.23; segmentation_models_pytorch 0.6;
https://huggingface.co/docs/timm; https://docs.pytorch.org/docs/stable/hub.html.
"""

from __future__ import annotations

import re
from typing import Final

from torchvet.program.knowledge.layer import Requirement
from torchvet.program.knowledge.models import (
    MODELS_BY_NAME,
    TORCHVISION_MODELS,
    Gives,
    Model,
    ModeLayer,
    Start,
)
from torchvet.program.knowledge.monai_models import MONAI_MODELS
from torchvet.program.knowledge.parameter import Arguments, Parameter
from torchvet.program.knowledge.timm_models import timm_model
from torchvet.program.knowledge.wordlist import under, words

_NORM: Final = ModeLayer("BatchNorm2d", replaced_by=("decoder_use_norm", "decoder_use_batchnorm"))


def _segmentation_model(name: str, *layers: ModeLayer) -> Model:
    return Model(name, Gives.LOGITS, layers, activation="activation")


def _rate(name: str, keyword: str, default: float) -> ModeLayer:
    return ModeLayer(name, Requirement(Parameter(-1, keyword, default)))


_SEGMENTATION_MODELS: Final = (
    *(_segmentation_model(name, _NORM) for name in ("Unet", "UnetPlusPlus", "MAnet", "Linknet", "UPerNet")),
    _segmentation_model("PSPNet", _NORM, _rate("Dropout2d", "psp_dropout", 0.2)),
    _segmentation_model("FPN", _rate("Dropout2d", "decoder_dropout", 0.2)),
    _segmentation_model("DeepLabV3", ModeLayer("BatchNorm2d")),
    _segmentation_model("DeepLabV3Plus", ModeLayer("BatchNorm2d")),
    _segmentation_model("PAN", ModeLayer("BatchNorm2d")),
)

MODELS: Final[dict[str, Model]] = {
    **TORCHVISION_MODELS,
    **MONAI_MODELS,
    **{f"segmentation_models_pytorch.{model.label}": model for model in _SEGMENTATION_MODELS},
    "segmentation_models_pytorch.create_model": Model(
        "SegmentationModel", Gives.LOGITS, None, activation="activation"
    ),
    # By its arguments: see ``timm_models``.
    "timm.create_model": Model("timm model", Gives.UNKNOWN, None),
    "torch.hub.load": Model("hub model", Gives.UNKNOWN, None, start=Start.UNKNOWN),
    "torch.jit.load": Model("ScriptModule", Gives.UNKNOWN, None, start=Start.UNKNOWN),
}
"""Ready-made models by the canonical name of the function or the class that makes them."""

_DROPOUT_FAMILIES: Final = words(
    """
    Bert Roberta DistilBert XLMRoberta Camembert Electra Deberta DebertaV2 MPNet XLNet Longformer BigBird
    SqueezeBert GPT2 T5 MT5 Bart MBart Pegasus Marian OPT Blenderbot Funnel Wav2Vec2
    """
)
"""Families whose default configuration has dropout (transformers 5.23, ``configuration_*.py``)."""

_DROPOUT_CHECKPOINTS: Final = words(
    """
    bert-base bert-large distilbert-base roberta-base roberta-large distilroberta-base xlm-roberta-base
    xlm-roberta-large gpt2 distilgpt2 t5-small t5-base t5-large flan-t5 bart-base bart-large camembert-base
    """
)
"""Checkpoints whose published configuration has dropout."""

_MODEL_CLASS: Final = re.compile(
    r"transformers\.(?!DataCollator)(?:PreTrainedModel|AutoModel(?:For\w+|WithLMHead)?|(?P<family>\w+?)(?:Model|LMHeadModel"
    r"|PreTrainedModel|DoubleHeadsModel|ModelWithLMHead|(?:LMHeadModel)?For[A-Z]\w+))"
)
_DROPOUT: Final = (ModeLayer("Dropout"),)
_CHECKPOINT: Final = Parameter(0, "pretrained_model_name_or_path")

PRETRAINED_BASES: Final[frozenset[str]] = frozenset({"transformers.PreTrainedModel"})
"""Classes from which a user's own model gets ``from_pretrained``."""

PRETRAINED_METHODS: Final[dict[str, Start]] = {
    "from_pretrained": Start.EVAL,
    "from_config": Start.TRAIN,
    "_from_config": Start.TRAIN,
}
"""Class methods of transformers' models that make one, with the mode that it starts in."""


def transformers_model(name: str, method: str | None, arguments: Arguments) -> Model | None:
    """The model that a class of transformers makes.

    Args:
        name: the class's canonical name ("transformers.AutoModelForSequenceClassification").
        method: the class method that makes it ("from_pretrained"); None for the constructor.
        arguments: the arguments of that call.

    Returns:
        The model; None where the class is no model of transformers, or the method makes none.
    """
    match = _MODEL_CLASS.fullmatch(name)
    if match is None or (method is not None and method not in PRETRAINED_METHODS):
        return None
    start = Start.TRAIN if method is None else PRETRAINED_METHODS[method]
    published = method == "from_pretrained" and not _configured(arguments)
    has_dropout = published and (
        match["family"] in _DROPOUT_FAMILIES or _has_dropout(_CHECKPOINT.value_in(arguments))
    )
    label = name.rpartition(".")[2]
    return Model(label, Gives.OUTPUT_OBJECT, _DROPOUT if has_dropout else None, start=start)


def ready_made(name: str, arguments: Arguments) -> Model | None:
    """The ready-made model that a function or a class gives.

    Args:
        name: its canonical name ("torchvision.models.resnet18", "timm.create_model").
        arguments: the arguments of the call.
    """
    return (
        timm_model(name, arguments)
        or model_by_name(name, arguments)
        or MODELS.get(name)
        or transformers_model(name, None, arguments)
    )


def _configured(arguments: Arguments) -> bool:
    """Whether a configuration of the user's, or a rate in it, may change the rates."""
    return any(isinstance(key, str) and (key in ("*", "config") or "drop" in key) for key in arguments)


def _has_dropout(checkpoint: object) -> bool:
    if not isinstance(checkpoint, str):
        return False
    short = checkpoint.rpartition("/")[2]
    return any(short == known or short.startswith(known + "-") for known in _DROPOUT_CHECKPOINTS)


def model_by_name(function: str, arguments: Arguments) -> Model | None:
    """The model that a function makes of the name that it is given.

    Args:
        function: the function's canonical name ("torchvision.models.get_model").
        arguments: the arguments of the call.

    Returns:
        The model; None where the function is no such one, or the name isn't known.
    """
    parameter = MODELS_BY_NAME.get(function)
    name = parameter.value_in(arguments) if parameter else None
    if not isinstance(name, str):
        return None
    packages = (
        "torchvision.models",
        *under("torchvision.models", "segmentation detection video optical_flow"),
    )
    return next((MODELS[at] for package in packages if (at := f"{package}.{name}") in MODELS), None)
