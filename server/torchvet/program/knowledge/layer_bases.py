"""Which of torch's layers are instances of which of torch's classes.

Source: https://github.com/pytorch/pytorch/tree/v2.13.0/torch/nn/modules (the bases of each class).
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.wordlist import under, words

_NN = "torch.nn"
_CONVOLUTIONS = "Conv1d Conv2d Conv3d LazyConv1d LazyConv2d LazyConv3d"
_TRANSPOSED = """
    ConvTranspose1d ConvTranspose2d ConvTranspose3d
    LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d
"""
_BATCH_NORMS = """
    BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d SyncBatchNorm
"""
_INSTANCE_NORMS = """
    InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d
"""
_HIDDEN: dict[str, str] = {
    "torch.nn.modules.conv._ConvNd": f"{_CONVOLUTIONS} {_TRANSPOSED}",
    "torch.nn.modules.conv._ConvTransposeNd": _TRANSPOSED,
    "torch.nn.modules.batchnorm._BatchNorm": _BATCH_NORMS,
    "torch.nn.modules.batchnorm._NormBase": f"{_BATCH_NORMS} {_INSTANCE_NORMS}",
    "torch.nn.modules.instancenorm._InstanceNorm": _INSTANCE_NORMS,
    "torch.nn.modules.dropout._DropoutNd": """
        Dropout Dropout1d Dropout2d Dropout3d AlphaDropout FeatureAlphaDropout
    """,
}
_SHOWN: dict[str, str] = {
    "RNNBase": "RNN LSTM GRU",
    "RNNCellBase": "RNNCell LSTMCell GRUCell",
    "Upsample": "UpsamplingNearest2d UpsamplingBilinear2d",
    "Hardtanh": "ReLU6",
    "Linear": "LazyLinear",
    **{
        name: f"Lazy{name}" for name in words(f"{_CONVOLUTIONS} {_TRANSPOSED}") if not name.startswith("Lazy")
    },
    **{f"ConstantPad{dimension}": f"ZeroPad{dimension}" for dimension in ("1d", "2d", "3d")},
}

INSTANCES: Final[dict[str, frozenset[str]]] = {
    **{name: frozenset({name}) for name in LAYERS},
    **{base: frozenset(under(_NN, kinds)) for base, kinds in _HIDDEN.items()},
    **{f"{_NN}.{base}": frozenset(under(_NN, f"{base} {kinds}")) for base, kinds in _SHOWN.items()},
}
"""For a class the layers that are instances of it, by canonical name."""
