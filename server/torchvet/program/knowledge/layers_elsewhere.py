"""Layers of packages around torch.

Sources, each read in the release named: torchvision 0.29 (``ops``), timm 1.0 (``layers/drop.py``),
torch-geometric 2.8 (``nn``); https://nvidia.github.io/apex, https://einops.rocks/api/rearrange.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.layer import NEVER, Layer, Output, rate, when
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import under

_CONVOLUTION: Final = Layer(Output.LOGITS, NEVER, parameters=True)
_ATTENTION: Final = Layer(Output.LOGITS, when(rate(5, "dropout", 0.0)), parameters=True)
_BLOCK: Final = Layer(Output.OTHER, when(rate(6, "norm_layer", True)), parameters=True)

LAYERS_ELSEWHERE: Final[dict[str, Layer]] = {
    "torchvision.ops.FrozenBatchNorm2d": Layer(Output.OTHER, NEVER),
    "torchvision.ops.StochasticDepth": Layer(Output.OTHER, when(rate(0, "p", 1.0))),
    "torchvision.ops.DropBlock2d": Layer(Output.OTHER, when(rate(0, "p", 1.0))),
    "torchvision.ops.DropBlock3d": Layer(Output.OTHER, when(rate(0, "p", 1.0))),
    # A convolution, batch norm (or the norm that is passed, or none) and an activation.
    "torchvision.ops.Conv2dNormActivation": _BLOCK,
    "torchvision.ops.Conv3dNormActivation": _BLOCK,
    "torchvision.ops.MLP": Layer(Output.LOGITS, None, parameters=True),
    "torchvision.ops.SqueezeExcitation": Layer(Output.OTHER, NEVER, parameters=True),
    "torchvision.ops.Permute": Layer(Output.PRESERVES, NEVER),
    "torchvision.ops.DeformConv2d": _CONVOLUTION,
    "timm.layers.DropPath": Layer(Output.OTHER, when(rate(0, "drop_prob", 0.0))),
    "timm.layers.DropBlock2d": Layer(Output.OTHER, when(rate(0, "drop_prob", 0.1))),
    **dict.fromkeys(under("torch_geometric.nn", "GCNConv SAGEConv GraphConv ChebConv"), _CONVOLUTION),
    **dict.fromkeys(under("torch_geometric.nn", "GATConv GATv2Conv TransformerConv"), _ATTENTION),
    "torch_geometric.nn.GINConv": Layer(Output.UNKNOWN, None, parameters=None, holds=Parameter(0, "nn")),
    "torch_geometric.nn.BatchNorm": Layer(
        Output.OTHER, when(rate(4, "track_running_stats", True)), parameters=True
    ),
    "apex.parallel.SyncBatchNorm": Layer(
        Output.OTHER, when(rate(4, "track_running_stats", True)), parameters=True
    ),
    "apex.normalization.FusedLayerNorm": Layer(Output.OTHER, NEVER, parameters=True),
    "apex.normalization.FusedRMSNorm": Layer(Output.OTHER, NEVER, parameters=True),
    "einops.layers.torch.Rearrange": Layer(Output.PRESERVES, NEVER),
    "einops.layers.torch.Reduce": Layer(Output.OTHER, NEVER),
}
"""Layers of other packages by canonical name."""
