"""Other names of things: where packages export the same thing more than once.

Sources: see ``names``.
"""

from __future__ import annotations

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

ALIASES: Final[dict[str, str]] = {
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
    "torch.GradScaler": "torch.amp.GradScaler",
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
    "composer.ComposerModel": "composer.models.ComposerModel",
    "torchbearer.torchbearer.Trial": "torchbearer.Trial",
    "torchbearer.trial.Trial": "torchbearer.Trial",
    "torch_lr_finder.lr_finder.LRFinder": "torch_lr_finder.LRFinder",
    "pytorch_accelerated.trainer.Trainer": "pytorch_accelerated.Trainer",
    "monai.engines.trainer.SupervisedTrainer": "monai.engines.SupervisedTrainer",
    "catalyst.dl.SupervisedRunner": "catalyst.SupervisedRunner",
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
    **{f"torch._C._nn.{name}": _FUNCTIONAL + name for name in ("linear", "gelu", "avg_pool2d", "pad")},
}
"""The one name of each thing by its others."""

HANDED_ON_BY_FASTAI: Final[dict[str, str]] = {
    "torch": "torch",
    "nn": "torch.nn",
    "F": "torch.nn.functional",
    "Module": "torch.nn.Module",
    "Learner": "fastai.learner.Learner",
    **{
        name: f"fastai.losses.{name}"
        for name in words(
            """
            CrossEntropyLossFlat FocalLoss FocalLossFlat LabelSmoothingCrossEntropy DiceLoss
            LabelSmoothingCrossEntropyFlat BCEWithLogitsLossFlat BCELossFlat MSELossFlat L1LossFlat
            """
        )
    },
}
"""What ``fastai.vision.all``, ``fastai.text.all``, … hand on from elsewhere."""
