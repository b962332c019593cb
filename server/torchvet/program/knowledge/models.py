"""Ready-made models: what they give, in which mode they start, whether they depend on it.

Source: https://docs.pytorch.org/vision/stable/models.html; which layers each model has was seen by making
every model of torchvision 0.29 and walking its modules. The keywords are those of the models' constructors.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.layer import Dependence, Output, Requirement
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT, Arguments, Parameter
from torchvet.program.knowledge.wordlist import words


class Gives(Enum):
    """What a call of a model returns."""

    LOGITS = "logits"
    """A tensor of raw scores."""
    TENSOR = "tensor"
    """A tensor that is something else."""
    LOGITS_WITH_AUXILIARY = "logits with auxiliary"
    """Logits in eval mode; in train mode a named tuple: ``logits`` and the auxiliary classifiers' logits."""
    SEGMENTATION = "segmentation"
    """A dict whose ``"out"`` (and ``"aux"``) are logits."""
    DETECTION = "detection"
    """A dict of losses in train mode, a list of detections in eval mode."""
    OUTPUT_OBJECT = "output object"
    """An object, or a dict, with ``logits`` and, where labels were passed, ``loss``."""
    UNKNOWN = "unknown"


PARTS: Final[dict[Gives, tuple[tuple[str, ...], tuple[str | int, ...]]]] = {
    Gives.OUTPUT_OBJECT: (
        ("logits", "start_logits", "end_logits", "logits_per_image", "logits_per_text"),
        ("logits",),
    ),
    Gives.SEGMENTATION: ((), ("out", "aux")),
    Gives.LOGITS_WITH_AUXILIARY: (("logits", "AuxLogits", "aux_logits1", "aux_logits2"), (0, 1, 2)),
}
"""The attributes and the keys under which an output that is no tensor has raw scores."""

HEADS: Final = (
    "fc",
    "classifier",
    "head",
    "heads",
    "last_linear",
    "segmentation_head",
    "classification_head",
    "_fc",
)
"""The attributes that are a model's last part, in the packages of the tables."""


class Start(Enum):
    """The mode that a model is in when it was made."""

    TRAIN = "train"
    EVAL = "eval"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class ModeLayer:
    """A layer of a model that depends on the mode.

    Args:
        name: its class's name ("BatchNorm2d").
        rate: the keyword that is its rate: at 0 it isn't there; None where there is none.
        replaced_by: keywords that can put another layer in its place, where they are passed.
    """

    name: str
    rate: Requirement | None = None
    replaced_by: tuple[str, ...] = ()

    def is_present(self, arguments: Arguments) -> bool | None:
        """Whether the model has it when it is made with these arguments; None where that isn't known."""
        if any(keyword in arguments for keyword in self.replaced_by):
            return None
        if self.replaced_by and SPREAD in arguments:
            return None
        return True if self.rate is None else self.rate.holds(arguments)


@dataclass(frozen=True, slots=True)
class Model:
    """A ready-made model.

    Args:
        label: its class's name ("ResNet").
        gives: what a call returns.
        layers: the layers that depend on the mode; None where they are not known.
        start: the mode that it starts in.
        activation: the keyword that names what is applied to the output last; None where there is none.
        switches_itself: whether its ``train`` or ``eval`` is its own: nobody knows what it does.
    """

    label: str
    gives: Gives
    layers: tuple[ModeLayer, ...] | None
    start: Start = Start.TRAIN
    activation: str | None = None
    switches_itself: bool = False

    def dependence(self, arguments: Arguments) -> Dependence:
        """Whether it behaves differently in train and eval mode, when it is made with these arguments."""
        if self.layers is None:
            return Dependence.UNKNOWN
        present = [layer.is_present(arguments) for layer in self.layers]
        if True in present:
            return Dependence.YES
        return Dependence.UNKNOWN if None in present else Dependence.NO

    def mode_layers(self, arguments: Arguments) -> tuple[str, ...]:
        """The names of the layers that surely are there and depend on the mode."""
        return tuple(layer.name for layer in self.layers or () if layer.is_present(arguments))

    def output(self, arguments: Arguments) -> Output:
        """What is applied last to the tensor that it gives, when it is made with these arguments."""
        if self.gives is not Gives.LOGITS:
            return Output.OTHER if self.gives is Gives.TENSOR else Output.UNKNOWN
        if self.activation is None:
            return Output.LOGITS
        chosen = Parameter(-1, self.activation, None).value_in(arguments)
        if _HEADS.value_in(arguments) is not None:
            return Output.UNKNOWN
        if chosen is UNKNOWN_ARGUMENT or not isinstance(chosen, (str, type(None))):
            return Output.UNKNOWN
        return _ACTIVATIONS.get(chosen, Output.OTHER)


_HEADS: Final = Parameter(-1, "aux_params", None)
"""segmentation_models_pytorch: with it the model gives a tuple."""

_ACTIVATIONS: Final[dict[str | None, Output]] = {
    None: Output.LOGITS,
    "identity": Output.LOGITS,
    "sigmoid": Output.SIGMOID,
    "softmax": Output.SOFTMAX,
    "softmax2d": Output.SOFTMAX,
    "logsoftmax": Output.LOG_SOFTMAX,
}
"""The names that segmentation_models_pytorch knows (``base/modules.py``)."""


def _rated(name: str, keyword: str, default: float) -> ModeLayer:
    return ModeLayer(name, Requirement(Parameter(-1, keyword, default)))


_BATCH: Final = ModeLayer("BatchNorm2d", replaced_by=("norm_layer",))
_FIXED_BATCH: Final = ModeLayer("BatchNorm2d")
_FIXED_BATCH_3D: Final = ModeLayer("BatchNorm3d")


def _dropout(default: float) -> ModeLayer:
    return _rated("Dropout", "dropout", default)


def _depth(default: float) -> ModeLayer:
    return _rated("StochasticDepth", "stochastic_depth_prob", default)


_ATTENTION_DROPOUT: Final = _rated("MultiheadAttention", "attention_dropout", 0.0)
_LOGITS: Final = Gives.LOGITS
_RESNET: Final = Model("ResNet", _LOGITS, (_BATCH,))
_VGG: Final = Model("VGG", _LOGITS, (_dropout(0.5),))
_VGG_BN: Final = Model("VGG", _LOGITS, (_FIXED_BATCH, _dropout(0.5)))
_EFFICIENTNET: Final = Model("EfficientNet", _LOGITS, (_BATCH, _dropout(0.2), _depth(0.2)))
_SWIN: Final = Model("SwinTransformer", _LOGITS, (_depth(0.2), _dropout(0.0), _ATTENTION_DROPOUT))
_SWIN3D: Final = Model("SwinTransformer3d", _LOGITS, (_depth(0.1), _dropout(0.0), _ATTENTION_DROPOUT))

_CLASSIFIERS: Final[tuple[tuple[str, Model], ...]] = (
    ("alexnet AlexNet", Model("AlexNet", _LOGITS, (_dropout(0.5),))),
    ("convnext_base convnext_large convnext_small convnext_tiny", Model("ConvNeXt", _LOGITS, (_depth(0.1),))),
    # The constructor's default is 0, the functions' isn't.
    ("ConvNeXt", Model("ConvNeXt", _LOGITS, (_depth(0.0),))),
    (
        "densenet121 densenet161 densenet169 densenet201 DenseNet",
        Model("DenseNet", _LOGITS, (_FIXED_BATCH, _rated("dropout", "drop_rate", 0.0))),
    ),
    (
        """
        efficientnet_b0 efficientnet_b1 efficientnet_b2 efficientnet_b3 efficientnet_b4 efficientnet_b5
        efficientnet_b6 efficientnet_b7 efficientnet_v2_l efficientnet_v2_m efficientnet_v2_s EfficientNet
        """,
        _EFFICIENTNET,
    ),
    (
        "googlenet GoogLeNet",
        Model("GoogLeNet", Gives.LOGITS_WITH_AUXILIARY, (_FIXED_BATCH, _dropout(0.2))),
    ),
    (
        "inception_v3 Inception3",
        Model("Inception3", Gives.LOGITS_WITH_AUXILIARY, (_FIXED_BATCH, _dropout(0.5))),
    ),
    ("maxvit_t MaxVit", Model("MaxVit", _LOGITS, (_BATCH, _depth(0.2)))),
    (
        "mnasnet0_5 mnasnet0_75 mnasnet1_0 mnasnet1_3 MNASNet",
        Model("MNASNet", _LOGITS, (_FIXED_BATCH, _dropout(0.2))),
    ),
    ("mobilenet_v2 MobileNetV2", Model("MobileNetV2", _LOGITS, (_BATCH, _dropout(0.2)))),
    (
        "mobilenet_v3_large mobilenet_v3_small MobileNetV3",
        Model("MobileNetV3", _LOGITS, (_BATCH, _dropout(0.2))),
    ),
    (
        """
        regnet_x_16gf regnet_x_1_6gf regnet_x_32gf regnet_x_3_2gf regnet_x_400mf regnet_x_800mf regnet_x_8gf
        regnet_y_128gf regnet_y_16gf regnet_y_1_6gf regnet_y_32gf regnet_y_3_2gf regnet_y_400mf regnet_y_800mf
        regnet_y_8gf RegNet
        """,
        Model("RegNet", _LOGITS, (_BATCH,)),
    ),
    (
        """
        resnet18 resnet34 resnet50 resnet101 resnet152 resnext50_32x4d resnext101_32x8d resnext101_64x4d
        wide_resnet50_2 wide_resnet101_2 ResNet
        """,
        _RESNET,
    ),
    (
        "shufflenet_v2_x0_5 shufflenet_v2_x1_0 shufflenet_v2_x1_5 shufflenet_v2_x2_0 ShuffleNetV2",
        Model("ShuffleNetV2", _LOGITS, (_FIXED_BATCH,)),
    ),
    # Ends in ReLU and an average over the positions.
    ("squeezenet1_0 squeezenet1_1 SqueezeNet", Model("SqueezeNet", Gives.TENSOR, (_dropout(0.5),))),
    ("swin_b swin_s swin_t swin_v2_b swin_v2_s swin_v2_t SwinTransformer", _SWIN),
    ("vgg11 vgg13 vgg16 vgg19", _VGG),
    ("vgg11_bn vgg13_bn vgg16_bn vgg19_bn", _VGG_BN),
    ("VGG", _VGG),
    (
        "vit_b_16 vit_b_32 vit_h_14 vit_l_16 vit_l_32 VisionTransformer",
        Model("VisionTransformer", _LOGITS, (_dropout(0.0), _ATTENTION_DROPOUT)),
    ),
)
_VIDEO: Final[tuple[tuple[str, Model], ...]] = (
    ("mvit_v1_b mvit_v2_s MViT", Model("MViT", _LOGITS, (_dropout(0.5), _depth(0.2)))),
    ("r3d_18 mc3_18 r2plus1d_18 VideoResNet", Model("VideoResNet", _LOGITS, (_FIXED_BATCH_3D,))),
    ("s3d S3D", Model("S3D", _LOGITS, (_FIXED_BATCH_3D, _dropout(0.2)))),
    ("swin3d_b swin3d_s swin3d_t SwinTransformer3d", _SWIN3D),
)
_SEGMENTATION: Final[tuple[tuple[str, Model], ...]] = (
    (
        "deeplabv3_mobilenet_v3_large deeplabv3_resnet50 deeplabv3_resnet101",
        Model("DeepLabV3", Gives.SEGMENTATION, (_FIXED_BATCH, ModeLayer("Dropout"))),
    ),
    (
        "fcn_resnet50 fcn_resnet101",
        Model("FCN", Gives.SEGMENTATION, (_FIXED_BATCH, ModeLayer("Dropout"))),
    ),
    ("lraspp_mobilenet_v3_large", Model("LRASPP", Gives.SEGMENTATION, (_FIXED_BATCH,))),
)


def _detector(label: str) -> Model:
    """A detector gives losses in train mode: it depends on the mode without any layer that does."""
    return Model(label, Gives.DETECTION, (ModeLayer(label),))


_DETECTION: Final[tuple[tuple[str, Model], ...]] = (
    (
        """
        fasterrcnn_mobilenet_v3_large_320_fpn fasterrcnn_mobilenet_v3_large_fpn fasterrcnn_resnet50_fpn
        fasterrcnn_resnet50_fpn_v2 FasterRCNN
        """,
        _detector("FasterRCNN"),
    ),
    ("fcos_resnet50_fpn FCOS", _detector("FCOS")),
    ("keypointrcnn_resnet50_fpn KeypointRCNN", _detector("KeypointRCNN")),
    ("maskrcnn_resnet50_fpn maskrcnn_resnet50_fpn_v2 MaskRCNN", _detector("MaskRCNN")),
    ("retinanet_resnet50_fpn retinanet_resnet50_fpn_v2 RetinaNet", _detector("RetinaNet")),
    ("ssd300_vgg16 ssdlite320_mobilenet_v3_large SSD", _detector("SSD")),
)
DETECTORS: Final = frozenset(model.label for _, model in _DETECTION)
"""What detectors are called among the layers that depend on the mode."""

_OPTICAL_FLOW: Final[tuple[tuple[str, Model], ...]] = (
    ("raft_large", Model("RAFT", Gives.UNKNOWN, (_FIXED_BATCH,))),
    ("raft_small", Model("RAFT", Gives.UNKNOWN, ())),
)


def _models(package: str, groups: tuple[tuple[str, Model], ...]) -> dict[str, Model]:
    return {f"{package}.{name}": model for names, model in groups for name in words(names)}


TORCHVISION_MODELS: Final[dict[str, Model]] = {
    **_models("torchvision.models", _CLASSIFIERS),
    **_models("torchvision.models.video", _VIDEO),
    **_models("torchvision.models.segmentation", _SEGMENTATION),
    **_models("torchvision.models.detection", _DETECTION),
    **_models("torchvision.models.optical_flow", _OPTICAL_FLOW),
}
"""torchvision's models (functions and classes) by canonical name."""

MODELS_BY_NAME: Final[dict[str, Parameter]] = {"torchvision.models.get_model": Parameter(0, "name")}
"""Functions that make the model of the name that they are given."""
