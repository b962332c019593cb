"""Functions whose behaviour depends on an argument that stands for the mode.

Sources: https://docs.pytorch.org/docs/stable/nn.functional.html (each function's own page),
https://docs.pytorch.org/vision/stable/ops.html; timm 1.0's ``timm/layers/drop.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import under


@dataclass(frozen=True, slots=True)
class ModeArgument:
    """A function whose behaviour depends on an argument that stands for the mode.

    Args:
        rate: the rate, at 0 of which nothing depends on the mode; None where there is no such thing.
        training: the argument that says whether it trains; None where there is none
            (``scaled_dot_product_attention``: the rate itself has to be 0 in eval mode).
    """

    rate: Parameter | None
    training: Parameter | None


def _dropout(default: object) -> ModeArgument:
    return ModeArgument(Parameter(1, "p", 0.5), Parameter(2, "training", default))


_TRAIN_REQUIRED: Final = ModeArgument(Parameter(1, "p"), Parameter(2, "train"))

FUNCTIONAL_DROPOUTS: Final[dict[str, ModeArgument]] = {
    # https://docs.pytorch.org/docs/stable/nn.functional.html#dropout-functions
    "torch.nn.functional.dropout": _dropout(True),
    "torch.nn.functional.dropout1d": _dropout(True),
    "torch.nn.functional.dropout2d": _dropout(True),
    "torch.nn.functional.dropout3d": _dropout(True),
    "torch.nn.functional.alpha_dropout": _dropout(False),
    "torch.nn.functional.feature_alpha_dropout": _dropout(False),
    **dict.fromkeys(
        under(
            "torch",
            "dropout dropout_ feature_dropout feature_dropout_ alpha_dropout alpha_dropout_"
            " feature_alpha_dropout feature_alpha_dropout_",
        ),
        _TRAIN_REQUIRED,
    ),
    # https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.scaled_dot_product_attention.html
    "torch.nn.functional.scaled_dot_product_attention": ModeArgument(Parameter(4, "dropout_p", 0.0), None),
    "torch.nn.functional.multi_head_attention_forward": ModeArgument(
        Parameter(10, "dropout_p"), Parameter(13, "training", True)
    ),
    # https://docs.pytorch.org/vision/stable/ops.html
    "torchvision.ops.stochastic_depth": ModeArgument(Parameter(1, "p"), Parameter(3, "training", True)),
    "torchvision.ops.drop_block2d": ModeArgument(Parameter(1, "p"), Parameter(5, "training", True)),
    "torchvision.ops.drop_block3d": ModeArgument(Parameter(1, "p"), Parameter(5, "training", True)),
    # timm/layers/drop.py
    "timm.layers.drop_path": ModeArgument(Parameter(1, "drop_prob", 0.0), Parameter(2, "training", False)),
}
"""Functions that drop values: forgetting the ``training`` argument drops in eval mode too (or, where it
is false by default, never)."""

FUNCTIONAL_MODE: Final[dict[str, ModeArgument]] = {
    # https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.batch_norm.html and its neighbours
    "torch.nn.functional.batch_norm": ModeArgument(None, Parameter(5, "training", False)),
    "torch.nn.functional.instance_norm": ModeArgument(None, Parameter(5, "use_input_stats", True)),
    "torch.nn.functional.rrelu": ModeArgument(None, Parameter(3, "training", False)),
    "torch.nn.functional.rrelu_": ModeArgument(None, Parameter(3, "training", False)),
    "torch.batch_norm": ModeArgument(None, Parameter(5, "training")),
    "torch.instance_norm": ModeArgument(None, Parameter(5, "use_input_stats")),
}
"""Other functions with an argument that stands for the mode."""
