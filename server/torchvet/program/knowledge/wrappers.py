"""What is put around a module: wrappers, their inverses, and copies.

Sources: https://docs.pytorch.org/docs/stable/generated/torch.nn.DataParallel.html,
https://docs.pytorch.org/docs/stable/generated/torch.nn.parallel.DistributedDataParallel.html,
https://docs.pytorch.org/docs/stable/fsdp.html,
https://docs.pytorch.org/docs/stable/generated/torch.compile.html,
https://docs.pytorch.org/docs/stable/nn.html#utilities,
https://docs.pytorch.org/docs/stable/optim.html#weight-averaging-swa-and-ema; the entry's comment otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import under


@dataclass(frozen=True, slots=True)
class Wrapper:
    """A class or function that gives a module that is another one in all that matters.

    Args:
        module: the parameter that is the module inside.
        inner: the attribute of the wrapper that gives the module back; None where there is none.
        same: whether it returns the very module that it was given.
    """

    module: Parameter
    inner: str | None = None
    same: bool = False


def _around(position: int, name: str, inner: str | None) -> Wrapper:
    return Wrapper(Parameter(position, name), inner)


_SAME: Final = Wrapper(Parameter(0, "module"), same=True)

WRAPPERS: Final[dict[str, Wrapper]] = {
    "torch.nn.DataParallel": _around(0, "module", "module"),
    "torch.nn.parallel.DistributedDataParallel": _around(0, "module", "module"),
    "torch.distributed.fsdp.FullyShardedDataParallel": _around(0, "module", "module"),
    "torch.distributed.fsdp.fully_shard": _SAME,
    "torch.compile": _around(0, "model", "_orig_mod"),
    "torch.jit.script": _around(0, "obj", None),
    "torch.nn.SyncBatchNorm.convert_sync_batchnorm": _SAME,
    **dict.fromkeys(
        under(
            "torch.nn.utils",
            "spectral_norm weight_norm remove_spectral_norm remove_weight_norm parametrizations.orthogonal",
        ),
        _SAME,
    ),
    # https://nvidia.github.io/apex/parallel.html
    "apex.parallel.DistributedDataParallel": _around(0, "module", "module"),
    "apex.parallel.convert_syncbn_model": _SAME,
    # https://fairscale.readthedocs.io
    "fairscale.nn.FullyShardedDataParallel": _around(0, "module", "module"),
    "fairscale.nn.data_parallel.FullyShardedDataParallel": _around(0, "module", "module"),
    "fairscale.nn.data_parallel.ShardedDataParallel": _around(0, "module", "module"),
    # https://opacus.ai/api
    "opacus.GradSampleModule": _around(0, "m", "_module"),
}
"""Wrappers by canonical name. ``torch.jit.trace`` isn't one: it keeps the mode of the tracing."""

UNWRAPPERS: Final[dict[str, Parameter]] = {
    "timm.utils.unwrap_model": Parameter(0, "model"),
    "timm.utils.model.unwrap_model": Parameter(0, "model"),
    "accelerate.utils.extract_model_from_parallel": Parameter(0, "model"),
    "transformers.modeling_utils.unwrap_model": Parameter(0, "model"),
    "transformers.unwrap_model": Parameter(0, "model"),
}
"""Functions that give the module inside a wrapper."""

INNER_ATTRIBUTES: Final[frozenset[str]] = frozenset({"module", "_orig_mod", "_module"})
"""The attributes with which wrappers give the module back."""

COPIES: Final[dict[str, Parameter]] = {
    "copy.deepcopy": Parameter(0, "x"),
    "torch.optim.swa_utils.AveragedModel": Parameter(0, "model"),
    "timm.utils.ModelEma": Parameter(0, "model"),
    "timm.utils.ModelEmaV2": Parameter(0, "model"),
    "timm.utils.ModelEmaV3": Parameter(0, "model"),
    "ema_pytorch.EMA": Parameter(0, "model"),
    "ema_pytorch.ema_pytorch.EMA": Parameter(0, "model"),
}
"""Classes and functions that copy a module: the copy has its own mode and its own parameters."""

SHALLOW_COPIES: Final[dict[str, Parameter]] = {"copy.copy": Parameter(0, "x")}
"""Copies whose parts (submodules, parameters) are the original's."""
