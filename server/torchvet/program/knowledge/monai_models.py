"""Networks of MONAI.

Source: https://docs.monai.io/en/stable/networks.html; which layers each has was seen by making them with the
defaults of monai 1.6 and walking their modules. Instance and group norm behave alike in both modes there.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.layer import Requirement
from torchvet.program.knowledge.models import Gives, Model, ModeLayer
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import words

_ALWAYS: Final = ModeLayer("BatchNorm")


def _net(name: str, *layers: ModeLayer) -> Model:
    return Model(name, Gives.LOGITS, layers)


def _batch_norm(keyword: str = "norm") -> ModeLayer:
    return ModeLayer("BatchNorm", replaced_by=(keyword,))


def _chosen_norm(position: int, keyword: str = "norm") -> ModeLayer:
    """A norm that is no batch norm, unless it is chosen: then nobody knows."""
    return ModeLayer("BatchNorm", Requirement(Parameter(position, keyword, 0)))


def _dropout(position: int, keyword: str = "dropout", default: float = 0.0) -> ModeLayer:
    return ModeLayer("Dropout", Requirement(Parameter(position, keyword, default)))


MONAI_MODELS: Final[dict[str, Model]] = {
    f"monai.networks.nets.{model.label}": model
    for model in (
        _net("UNet", _chosen_norm(9), _dropout(10)),
        _net("BasicUNet", _chosen_norm(5), _dropout(7)),
        _net("AutoEncoder", _chosen_norm(-1), _dropout(-1)),
        _net("DynUNet", _chosen_norm(-1, "norm_name"), _dropout(-1)),
        _net("SegResNet", _chosen_norm(-1), _dropout(4, "dropout_prob")),
        _net("AttentionUnet", _ALWAYS, _dropout(-1)),
        _net("VNet", _ALWAYS, _dropout(-1, "dropout_prob", 0.5)),
        _net("AHNet", _ALWAYS),
        *(
            _net(name, _batch_norm(), _dropout(-1, "dropout_prob"))
            for name in words("DenseNet DenseNet121 DenseNet169 DenseNet201 DenseNet264")
        ),
        *(_net(name, _batch_norm()) for name in words("ResNet SegResNetDS")),
        *(
            Model(name, Gives.LOGITS, (_batch_norm(),))
            for name in words("resnet10 resnet18 resnet34 resnet50 resnet101 resnet152 resnet200")
        ),
        *(_net(name, _ALWAYS) for name in words("SEResNet50 SEResNet101 SEResNet152 SENet154")),
    )
}
"""MONAI's networks (classes and functions) by canonical name."""
