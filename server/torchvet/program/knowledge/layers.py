"""What each layer gives out, and whether it behaves differently in train and eval mode.

Source: https://docs.pytorch.org/docs/stable/nn.html (each layer's own page).
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.layer import (
    ALWAYS,
    NEVER,
    Dependence,
    Layer,
    ModeDependence,
    Output,
    rate,
    when,
)
from torchvet.program.knowledge.layers_elsewhere import LAYERS_ELSEWHERE
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT, Arguments, Parameter
from torchvet.program.knowledge.wordlist import words

__all__ = [
    "LAYERS",
    "UNKNOWN_ARGUMENT",
    "Dependence",
    "Layer",
    "ModeDependence",
    "Output",
    "depends_on_mode",
    "has_parameters",
]

_WEIGHTED = """
    Linear LazyLinear Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d
    LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d
"""
_PRESERVING = """
    Identity Flatten Unflatten ChannelShuffle PixelShuffle PixelUnshuffle
    Upsample UpsamplingNearest2d UpsamplingBilinear2d AvgPool1d AvgPool2d AvgPool3d
    AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d
"""
_PLAIN = """
    ReLU ReLU6 LeakyReLU ELU CELU SELU GELU GLU SiLU Mish Hardswish Hardsigmoid Hardtanh Hardshrink
    Softshrink Softplus Softsign Softmin Tanh Tanhshrink Threshold
    MaxPool1d MaxPool2d MaxPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d
    FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d LPPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d
    CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d
    ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d
    ZeroPad1d ZeroPad2d ZeroPad3d Fold Unfold
    LocalResponseNorm CrossMapLRN2d CosineSimilarity PairwiseDistance
"""
_PLAIN_WITH_PARAMETERS = "PReLU LayerNorm GroupNorm RMSNorm Embedding EmbeddingBag"

_STATS = "track_running_stats"


def _torch_layers() -> dict[str, Layer]:
    layers = {name: Layer(Output.LOGITS, NEVER, parameters=True) for name in words(_WEIGHTED)}
    layers.update({name: Layer(Output.PRESERVES, NEVER) for name in words(_PRESERVING)})
    layers.update({name: Layer(Output.OTHER, NEVER) for name in words(_PLAIN)})
    layers.update(
        {name: Layer(Output.OTHER, NEVER, parameters=True) for name in words(_PLAIN_WITH_PARAMETERS)}
    )
    for name in ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d"):
        layers[name] = Layer(Output.PRESERVES, when(rate(0, "p", 0.5)))
    for name in ("AlphaDropout", "FeatureAlphaDropout"):
        layers[name] = Layer(Output.OTHER, when(rate(0, "p", 0.5)))
    for dimension in ("1d", "2d", "3d"):
        batch, lazy_batch = when(rate(4, _STATS, True)), when(rate(3, _STATS, True))
        # The lazy kind keeps running statistics by default, the other doesn't.
        instance, lazy_instance = when(rate(4, _STATS, False)), when(rate(3, _STATS, True))
        layers[f"BatchNorm{dimension}"] = Layer(Output.OTHER, batch, parameters=True)
        layers[f"LazyBatchNorm{dimension}"] = Layer(Output.OTHER, lazy_batch, parameters=True)
        layers[f"InstanceNorm{dimension}"] = Layer(Output.OTHER, instance)
        layers[f"LazyInstanceNorm{dimension}"] = Layer(Output.OTHER, lazy_instance)
    layers["SyncBatchNorm"] = Layer(Output.OTHER, when(rate(4, _STATS, True)), parameters=True)
    layers["RReLU"] = Layer(Output.OTHER, ALWAYS)
    layers.update(_recurrent_layers())
    layers.update(_attention_layers())
    layers["Softmax"] = layers["Softmax2d"] = Layer(Output.SOFTMAX, NEVER)
    layers["LogSoftmax"] = Layer(Output.LOG_SOFTMAX, NEVER)
    layers["Sigmoid"] = Layer(Output.SIGMOID, NEVER)
    layers["LogSigmoid"] = Layer(Output.LOG_SIGMOID, NEVER)
    for name in ("Sequential", "ModuleList", "ModuleDict"):
        layers[name] = Layer(Output.CONTAINER, None, parameters=None)
    for name in ("ParameterList", "ParameterDict"):
        layers[name] = Layer(Output.UNKNOWN, NEVER, parameters=True)
    return {f"torch.nn.{name}": layer for name, layer in layers.items()}


def _recurrent_layers() -> dict[str, Layer]:
    """Recurrent layers: the dropout stands between layers, so that one layer has none."""
    several_layers = rate(2, "num_layers", 1, above=1)
    gated = when(several_layers, rate(5, "dropout", 0.0))
    plain = when(several_layers, rate(6, "dropout", 0.0))
    base = when(rate(3, "num_layers", 1, above=1), rate(6, "dropout", 0.0))
    return {
        "LSTM": Layer(Output.UNKNOWN, gated, parameters=True),
        "GRU": Layer(Output.UNKNOWN, gated, parameters=True),
        "RNN": Layer(Output.UNKNOWN, plain, parameters=True),
        "RNNBase": Layer(Output.UNKNOWN, base, parameters=True),
        "RNNCellBase": Layer(Output.UNKNOWN, NEVER, parameters=True),
        "RNNCell": Layer(Output.UNKNOWN, NEVER, parameters=True),
        "LSTMCell": Layer(Output.UNKNOWN, NEVER, parameters=True),
        "GRUCell": Layer(Output.UNKNOWN, NEVER, parameters=True),
    }


def _attention_layers() -> dict[str, Layer]:
    layer = Layer(Output.UNKNOWN, when(rate(3, "dropout", 0.1)), parameters=True)
    return {
        "MultiheadAttention": Layer(Output.UNKNOWN, when(rate(2, "dropout", 0.0)), parameters=True),
        "TransformerEncoderLayer": layer,
        "TransformerDecoderLayer": layer,
        "TransformerEncoder": Layer(
            Output.UNKNOWN, None, parameters=True, holds=Parameter(0, "encoder_layer")
        ),
        "TransformerDecoder": Layer(
            Output.UNKNOWN, None, parameters=True, holds=Parameter(0, "decoder_layer")
        ),
        "Transformer": Layer(Output.UNKNOWN, when(rate(5, "dropout", 0.1)), parameters=True),
    }


LAYERS: Final[dict[str, Layer]] = {
    **_torch_layers(),
    **LAYERS_ELSEWHERE,
    **{name: Layer(Output.LOSS, NEVER) for name, loss in LOSSES.items() if not loss.functional},
}
"""Layers by canonical name."""


def depends_on_mode(name: str, arguments: Arguments) -> Dependence:
    """Whether a layer behaves differently in train and eval mode.

    Args:
        name: the layer's canonical name ("torch.nn.Dropout").
        arguments: the constructor's arguments by position and by keyword; constants, or ``UNKNOWN_ARGUMENT``.

    Returns:
        What is known; ``UNKNOWN`` for a layer that isn't in the table or that holds others.
    """
    layer = LAYERS.get(name)
    return Dependence.UNKNOWN if layer is None or layer.mode is None else layer.mode.given(arguments)


def has_parameters(name: str) -> bool | None:
    """Whether a layer has parameters of its own, when it is made with the default arguments.

    Args:
        name: the layer's canonical name.

    Returns:
        None for a layer that isn't in the table, or where it depends on what it holds.
    """
    layer = LAYERS.get(name)
    return None if layer is None else layer.parameters
