"""One name for each thing: torch and the packages around it export most things under several names.

Sources: the packages' ``__init__`` modules (``torch.nn``, ``torch.optim``, ``torch.utils.data``,
``torch.distributions``, ``torchvision.models``, ``lightning``, ``transformers``, …), and
https://docs.pytorch.org/docs/stable/special.html for the functions that torch has twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from torchvet.program.knowledge.wordlist import words

_FUNCTIONAL: Final = "torch.nn.functional."

_ALSO_IN_TORCH: Final = words(
    """
    softmax log_softmax relu relu_ selu selu_ celu celu_ rrelu rrelu_ prelu threshold threshold_
    hardshrink conv1d conv2d conv3d conv_transpose1d conv_transpose2d conv_transpose3d conv_tbc bilinear
    cosine_similarity pairwise_distance pdist pixel_shuffle pixel_unshuffle channel_shuffle avg_pool1d
    adaptive_avg_pool1d adaptive_max_pool1d max_pool1d max_pool2d max_pool3d
    binary_cross_entropy_with_logits kl_div hinge_embedding_loss margin_ranking_loss ctc_loss
    poisson_nll_loss triplet_margin_loss cosine_embedding_loss rms_norm group_norm
    """
)
"""Functions of ``torch.nn.functional`` that ``torch`` exports with the same first parameters."""

_ALIASES: Final[dict[str, str]] = {
    **{f"torch.{name}": _FUNCTIONAL + name for name in _ALSO_IN_TORCH},
    "torch.special.softmax": "torch.nn.functional.softmax",
    "torch.special.log_softmax": "torch.nn.functional.log_softmax",
    "torch.nn.functional.sigmoid": "torch.sigmoid",
    "torch.nn.functional.tanh": "torch.tanh",
    "torch.special.expit": "torch.sigmoid",
    "torch.special.exp2": "torch.exp2",
    "torch.special.expm1": "torch.expm1",
    "torch.special.log1p": "torch.log1p",
    "torch.special.logit": "torch.logit",
    "torch.special.logsumexp": "torch.logsumexp",
    "torch.special.round": "torch.round",
    "torch.special.erf": "torch.erf",
    "torch.special.erfc": "torch.erfc",
    "torch.special.erfinv": "torch.erfinv",
    "torch.special.sinc": "torch.sinc",
    "torch.special.i0": "torch.i0",
    "torch.special.xlogy": "torch.xlogy",
    "torch.special.digamma": "torch.digamma",
    "torch.special.psi": "torch.digamma",
    "torch.special.gammaln": "torch.lgamma",
    "torch.concat": "torch.cat",
    "torch.concatenate": "torch.cat",
    "torch.clip": "torch.clamp",
    "torch.clip_": "torch.clamp_",
    "torch.row_stack": "torch.vstack",
    "torch.moveaxis": "torch.movedim",
    "torch.swapaxes": "torch.transpose",
    "torch.swapdims": "torch.transpose",
    "torch.nn.functional.upsample_bilinear": "torch.nn.functional.interpolate",
    "torch.nn.functional.upsample_nearest": "torch.nn.functional.interpolate",
    "torch.nn.functional.upsample": "torch.nn.functional.interpolate",
    "torch.nn.functional.max_pool1d_with_indices": "torch.nn.functional.max_pool1d",
    "torch.nn.Container": "torch.nn.Module",
    "torch.nn.NLLLoss2d": "torch.nn.NLLLoss",
    "torch.nn.functional.nll_loss2d": "torch.nn.functional.nll_loss",
    "torch.optim.lr_scheduler._LRScheduler": "torch.optim.lr_scheduler.LRScheduler",
    "torch.nn.parallel.DataParallel": "torch.nn.DataParallel",
    "torch.nn.parallel.data_parallel.DataParallel": "torch.nn.DataParallel",
    "torch.nn.parallel.distributed.DistributedDataParallel": "torch.nn.parallel.DistributedDataParallel",
    "torch.distributed.fsdp.fully_sharded_data_parallel.FullyShardedDataParallel": (
        "torch.distributed.fsdp.FullyShardedDataParallel"
    ),
    "torch.distributed._composable.fsdp.fully_shard": "torch.distributed.fsdp.fully_shard",
    "torch.nn.utils.clip_grad.clip_grad_norm_": "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.clip_grad.clip_grad_value_": "torch.nn.utils.clip_grad_value_",
    "torch.nn.utils.clip_grad.clip_grad_norm": "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.clip_grad_norm": "torch.nn.utils.clip_grad_norm_",
    "torch.nn.utils.parametrizations.spectral_norm": "torch.nn.utils.spectral_norm",
    "torch.nn.utils.parametrizations.weight_norm": "torch.nn.utils.weight_norm",
    "torch.nn.utils.spectral_norm.spectral_norm": "torch.nn.utils.spectral_norm",
    "torch.nn.utils.weight_norm.weight_norm": "torch.nn.utils.weight_norm",
    "torch.nn.utils.convert_parameters.parameters_to_vector": "torch.nn.utils.parameters_to_vector",
    "torch.nn.utils.convert_parameters.vector_to_parameters": "torch.nn.utils.vector_to_parameters",
    "torch.amp.grad_scaler.GradScaler": "torch.amp.GradScaler",
    "torch.cuda.amp.GradScaler": "torch.amp.GradScaler",
    "torch.cuda.amp.grad_scaler.GradScaler": "torch.amp.GradScaler",
    "torch.cpu.amp.GradScaler": "torch.amp.GradScaler",
    "torch.autocast": "torch.amp.autocast",
    "torch.amp.autocast_mode.autocast": "torch.amp.autocast",
    "torch.cuda.amp.autocast": "torch.amp.autocast",
    "torch.cuda.amp.autocast_mode.autocast": "torch.amp.autocast",
    "torch.cpu.amp.autocast": "torch.amp.autocast",
    "torch.cpu.amp.autocast_mode.autocast": "torch.amp.autocast",
    "torch.autograd.no_grad": "torch.no_grad",
    "torch.autograd.enable_grad": "torch.enable_grad",
    "torch.autograd.set_grad_enabled": "torch.set_grad_enabled",
    "torch.autograd.inference_mode": "torch.inference_mode",
    "torch.autograd.grad_mode.no_grad": "torch.no_grad",
    "torch.autograd.grad_mode.enable_grad": "torch.enable_grad",
    "torch.autograd.grad_mode.set_grad_enabled": "torch.set_grad_enabled",
    "torch.autograd.grad_mode.inference_mode": "torch.inference_mode",
    "torch.autograd.variable.Variable": "torch.autograd.Variable",
    "torch.nn.parameter.Parameter": "torch.nn.Parameter",
    "torch._tensor.Tensor": "torch.Tensor",
    "torch._jit_internal.ignore": "torch.jit.ignore",
    "torch.functional.einsum": "torch.einsum",
    "torch.functional.split": "torch.split",
    "torch.functional.norm": "torch.norm",
    "torch.functional.unique": "torch.unique",
    "torch.serialization.save": "torch.save",
    "torch.serialization.load": "torch.load",
    "tqdm.std.tqdm": "tqdm.tqdm",
    "tqdm.auto.tqdm": "tqdm.tqdm",
    "tqdm.autonotebook.tqdm": "tqdm.tqdm",
    "tqdm.notebook.tqdm": "tqdm.tqdm",
    "tqdm.notebook.tqdm_notebook": "tqdm.tqdm",
    "tqdm.tqdm_notebook": "tqdm.tqdm",
    "tqdm.asyncio.tqdm": "tqdm.tqdm",
    "tqdm.rich.tqdm": "tqdm.tqdm",
    "tqdm.rich.tqdm_rich": "tqdm.tqdm",
    "tqdm.std.trange": "tqdm.trange",
    "tqdm.auto.trange": "tqdm.trange",
    "tqdm.autonotebook.trange": "tqdm.trange",
    "tqdm.notebook.trange": "tqdm.trange",
    "tqdm.notebook.tnrange": "tqdm.trange",
    "tqdm.tnrange": "tqdm.trange",
    "tqdm.rich.trange": "tqdm.trange",
    "lightning.pytorch.core.lightning.LightningModule": "lightning.LightningModule",
    "timm.models.create_model": "timm.create_model",
    "timm.models.factory.create_model": "timm.create_model",
    "timm.models._factory.create_model": "timm.create_model",
    "timm.utils.model_ema.ModelEma": "timm.utils.ModelEma",
    "timm.utils.model_ema.ModelEmaV2": "timm.utils.ModelEmaV2",
    "timm.utils.model_ema.ModelEmaV3": "timm.utils.ModelEmaV3",
    "torch.utils.tensorboard.writer.SummaryWriter": "torch.utils.tensorboard.SummaryWriter",
    "tensorboardX.writer.SummaryWriter": "tensorboardX.SummaryWriter",
    "torch_geometric.data.DataLoader": "torch_geometric.loader.DataLoader",
    "torchdata.stateful_dataloader.stateful_dataloader.StatefulDataLoader": (
        "torchdata.stateful_dataloader.StatefulDataLoader"
    ),
    "dgl.dataloading.dataloader.GraphDataLoader": "dgl.dataloading.GraphDataLoader",
    "dgl.dataloading.pytorch.GraphDataLoader": "dgl.dataloading.GraphDataLoader",
    "monai.data.dataloader.DataLoader": "monai.data.DataLoader",
    "torchinfo.torchinfo.summary": "torchinfo.summary",
    "torchsummary.torchsummary.summary": "torchsummary.summary",
    "fastprogress.fastprogress.progress_bar": "fastprogress.progress_bar",
    "fastprogress.fastprogress.master_bar": "fastprogress.master_bar",
}
_ALIASES.update(
    {f"torch._C._nn.{name}": _FUNCTIONAL + name for name in ("linear", "gelu", "avg_pool2d", "pad")}
)

_PREFIXES: Final[tuple[tuple[str, str], ...]] = (
    ("pytorch_lightning.", "lightning."),
    ("lightning.pytorch.", "lightning."),
    ("lightning_fabric.", "lightning.fabric."),
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._C._nn.", _FUNCTIONAL),
    ("torch.nn.modules.activation.F.", _FUNCTIONAL),
    ("torch.autograd.grad_mode.", "torch."),
    ("torch._tensor.", "torch."),
    ("torchvision.ops.misc.", "torchvision.ops."),
)
"""Whole packages that are another package's other name."""

_CLASSES_AT: Final = (
    "torch.nn.modules=torch.nn",
    "torch.nn.parameter=torch.nn",
    "torch.optim=torch.optim",
    "torch.utils.data=torch.utils.data",
    "torch.distributions=torch.distributions",
    "torchvision.ops=torchvision.ops",
    "lightning.fabric=lightning",
    "lightning=lightning",
    "transformers=transformers",
    "accelerate=accelerate",
    "timm.loss=timm.loss",
    "timm.optim=timm.optim",
    "timm.layers=timm.layers",
    "timm.models.layers=timm.layers",
    "monai.losses=monai.losses",
    "monai.data=monai.data",
    "kornia.losses=kornia.losses",
    "segmentation_models_pytorch.losses=segmentation_models_pytorch.losses",
    "fastai.losses=fastai.losses",
    "composer.loss=composer.loss",
    "pytorch_metric_learning.losses=pytorch_metric_learning.losses",
    "torch_geometric.nn=torch_geometric.nn",
    "torch_geometric.loader=torch_geometric.loader",
    "ignite.engine=ignite.engine",
    "ignite.handlers=ignite.handlers",
    "skorch=skorch",
    "opacus=opacus",
    "catalyst=catalyst",
)
"""Packages that export the classes of their inner modules: ``inner=outer``."""

_FUNCTIONS_AT: Final = (
    "torchvision.models.segmentation",
    "torchvision.models.detection",
    "torchvision.models.video",
    "torchvision.models.quantization",
    "torchvision.models.optical_flow",
    "torchvision.models",
    "torchvision.ops",
    "timm.optim",
    "timm.loss",
    "timm.layers",
    "timm.scheduler",
    "kornia.losses",
    "composer.loss",
    "transformers.optimization=transformers",
    "transformers.trainer=transformers",
)
"""Packages that export the functions of their inner modules too."""

_STAYS: Final = (
    "torch.optim.lr_scheduler.",
    "torch.optim.swa_utils.",
    "torch.distributions.constraints.",
)
"""Inner modules that are the public home of what they hold."""


def _pairs(specifications: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (inner + ".", (outer or inner) + ".")
        for inner, _, outer in (specification.partition("=") for specification in specifications)
    )


_CLASS_HOMES: Final = _pairs(_CLASSES_AT)
_FUNCTION_HOMES: Final = _pairs(_FUNCTIONS_AT)
_ROOTS: Final = frozenset(
    name.partition("=")[0].partition(".")[0]
    for name in (*_ALIASES, *(prefix for prefix, _ in _PREFIXES), *_CLASSES_AT, *_FUNCTIONS_AT)
)


def _home_of_class(name: str) -> str | None:
    """The public name of a class (or of a class's attribute) of an inner module."""
    for inner, outer in _CLASS_HOMES:
        if name.startswith(inner):
            parts = name[len(inner) :].split(".")
            first_class = next((i for i, part in enumerate(parts) if part[:1].isupper()), None)
            return None if first_class is None else outer + ".".join(parts[first_class:])
    return None


def _home_of_function(name: str) -> str | None:
    """The public name of a function that stands in a module of a package of models, losses or optimizers."""
    for inner, outer in _FUNCTION_HOMES:
        if name.startswith(inner):
            parts = name[len(inner) :].split(".")
            if len(parts) == 1 and inner == outer:
                return None
            return outer + parts[-1] if len(parts) <= 2 else None
    return None


@lru_cache(maxsize=8192)
def canonical(qualified: str) -> str:
    """The one name under which the tables know a thing.

    Args:
        qualified: a qualified name ("torch.nn.modules.loss.CrossEntropyLoss").

    Returns:
        The canonical name ("torch.nn.CrossEntropyLoss"); the name itself where there is no other.
        A canonical name is its own canonical name.
    """
    if qualified.partition(".")[0] not in _ROOTS:
        return qualified
    alias = _ALIASES.get(qualified)
    if alias is not None:
        return alias
    if qualified.startswith(_STAYS):
        return qualified
    for prefix, replacement in _PREFIXES:
        if qualified.startswith(prefix):
            return canonical(replacement + qualified[len(prefix) :])
    home = _home_of_class(qualified) or _home_of_function(qualified)
    if home is None or home == qualified:
        return qualified
    return canonical(home)
