"""Optimizers, schedulers, gradient scalers and the functions that make them.

Sources: https://docs.pytorch.org/docs/stable/optim.html, https://docs.pytorch.org/docs/stable/amp.html,
https://docs.pytorch.org/docs/stable/distributed.optim.html; the ``__init__`` modules of timm 1.0,
torch-optimizer 0.3, transformers 4 and 5, lion-pytorch, came-pytorch, prodigyopt, apollo-torch,
adabelief-pytorch, monai 1.6; https://huggingface.co/docs/bitsandbytes/reference/optim/optim_overview;
https://nvidia.github.io/apex/optimizers.html; https://deepspeed.readthedocs.io/en/latest/optimizers.html.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import under

OPTIMIZER_BASE: Final = "torch.optim.Optimizer"
"""The class that all of them derive from."""

OPTIMIZERS: Final[frozenset[str]] = frozenset(
    (
        *under(
            "torch.optim",
            """
            ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam RAdam RMSprop Rprop SGD
            SparseAdam
            """,
        ),
        *under(
            "timm.optim",
            """
            AdaBelief Adafactor AdafactorBigVision Adahessian AdamP AdamWLegacy Adan Adopt Lamb LaProp
            Lars Lion MADGRAD Mars Muon NAdamLegacy NAdamW NvNovoGrad RAdamLegacy RMSpropTF SGDP SGDW Kron
            Adadelta Adagrad Adamax Adam AdamW RMSprop SGD NAdam RAdam Nadam
            """,
        ),
        *under(
            "torch_optimizer",
            """
            A2GradExp A2GradInc A2GradUni AccSGD AdaBelief AdaBound AdaMod Adafactor Adahessian AdamP
            AggMo Apollo DiffGrad LARS Lamb MADGRAD NovoGrad PID QHAdam QHM RAdam Ranger RangerQH RangerVA
            SGDP SGDW SWATS Shampoo Yogi
            """,
        ),
        *under("transformers", "AdamW Adafactor"),
        *under(
            "bitsandbytes.optim",
            """
            Adam Adam8bit Adam32bit PagedAdam PagedAdam8bit PagedAdam32bit AdamW AdamW8bit AdamW32bit
            PagedAdamW PagedAdamW8bit PagedAdamW32bit AdEMAMix AdEMAMix8bit Adagrad Adagrad8bit
            Adagrad32bit LAMB LAMB8bit LAMB32bit LARS LARS8bit LARS32bit Lion Lion8bit Lion32bit PagedLion
            PagedLion8bit PagedLion32bit RMSprop RMSprop8bit RMSprop32bit SGD SGD8bit SGD32bit
            """,
        ),
        *under("apex.optimizers", "FusedAdam FusedSGD FusedLAMB FusedNovoGrad FusedAdagrad"),
        *under("deepspeed.ops.adam", "FusedAdam DeepSpeedCPUAdam"),
        *under("deepspeed.ops.lamb", "FusedLamb"),
        *under("deepspeed.ops.lion", "FusedLion DeepSpeedCPULion"),
        "lion_pytorch.Lion",
        "lion_pytorch.lion_pytorch.Lion",
        "came_pytorch.CAME",
        "came_pytorch.CAME.CAME",
        "prodigyopt.Prodigy",
        "prodigyopt.prodigy.Prodigy",
        "adabelief_pytorch.AdaBelief",
        "adabelief_pytorch.AdaBelief.AdaBelief",
        *under("apollo_torch", "GaLoreAdafactor GaLoreAdamW GaLoreAdamW8bit APOLLOAdamW QAPOLLOAdamW"),
        "monai.optimizers.Novograd",
        "monai.optimizers.novograd.Novograd",
    )
)
"""Optimizers by canonical name: the first argument is the parameters."""

NEEDS_CLOSURE: Final[frozenset[str]] = frozenset({"torch.optim.LBFGS"})
"""Optimizers whose ``step`` has to be given a closure, which zeroes and runs backward."""

TAKES_LOSS_HISTORY: Final[frozenset[str]] = frozenset({"timm.optim.Adahessian", "torch_optimizer.Adahessian"})
"""Optimizers that need ``backward(create_graph=True)``: gradients of gradients."""


@dataclass(frozen=True, slots=True)
class OptimizerWrapper:
    """A class whose object is an optimizer around another one.

    Args:
        inner: the constructor's parameter that is the optimizer inside; None where it makes one of a class.
        parameters: the constructor's parameter that is the parameters; None where the inner one has them.
    """

    inner: Parameter | None
    parameters: Parameter | None = None


OPTIMIZER_WRAPPERS: Final[dict[str, OptimizerWrapper]] = {
    "timm.optim.Lookahead": OptimizerWrapper(Parameter(0, "base_optimizer")),
    "torch_optimizer.Lookahead": OptimizerWrapper(Parameter(0, "optimizer")),
    # https://docs.pytorch.org/docs/stable/distributed.optim.html
    "torch.distributed.optim.ZeroRedundancyOptimizer": OptimizerWrapper(None, Parameter(0, "params")),
    "torch.distributed.optim.PostLocalSGDOptimizer": OptimizerWrapper(Parameter(0, "optim")),
}
"""Optimizers around optimizers, by canonical name."""


@dataclass(frozen=True, slots=True)
class OptimizerFactory:
    """A function that makes an optimizer.

    Args:
        parameters: its parameter that is the model or the parameters.
    """

    parameters: Parameter


OPTIMIZER_FACTORIES: Final[dict[str, OptimizerFactory]] = {
    # timm/optim/_optim_factory.py
    "timm.optim.create_optimizer": OptimizerFactory(Parameter(1, "model")),
    "timm.optim.create_optimizer_v2": OptimizerFactory(Parameter(0, "model_or_params")),
}
"""Functions that make optimizers, by canonical name."""

SCHEDULERS: Final[frozenset[str]] = frozenset(
    (
        *under(
            "torch.optim.lr_scheduler",
            """
            LambdaLR MultiplicativeLR StepLR MultiStepLR ConstantLR LinearLR ExponentialLR SequentialLR
            CosineAnnealingLR ChainedScheduler ReduceLROnPlateau CyclicLR CosineAnnealingWarmRestarts
            OneCycleLR PolynomialLR LRScheduler
            """,
        ),
        "torch.optim.swa_utils.SWALR",
        *under(
            "transformers",
            """
            get_scheduler get_constant_schedule get_constant_schedule_with_warmup
            get_reduce_on_plateau_schedule get_linear_schedule_with_warmup get_cosine_schedule_with_warmup
            get_inverse_sqrt_schedule get_cosine_with_hard_restarts_schedule_with_warmup
            get_polynomial_decay_schedule_with_warmup get_cosine_with_min_lr_schedule_with_warmup
            get_cosine_with_min_lr_schedule_with_warmup_lr_rate get_wsd_schedule get_adafactor_schedule
            get_greedy_schedule AdafactorSchedule GreedyLR WarmupLinearSchedule WarmupCosineSchedule
            WarmupConstantSchedule
            """,
        ),
        *under("diffusers.optimization", "get_scheduler get_cosine_schedule_with_warmup"),
        *under(
            "timm.scheduler",
            """
            CosineLRScheduler MultiStepLRScheduler PlateauLRScheduler PolyLRScheduler StepLRScheduler
            TanhLRScheduler WSDLRScheduler create_scheduler create_scheduler_v2
            """,
        ),
        *under("monai.optimizers", "ExponentialLR LinearLR WarmupCosineSchedule"),
    )
)
"""Classes and functions that make schedulers of the learning rate: their ``step`` is no optimizer's."""

GRAD_SCALERS: Final[frozenset[str]] = frozenset(
    {
        "torch.amp.GradScaler",
        "torch.distributed.fsdp.sharded_grad_scaler.ShardedGradScaler",
        "torch_xla.amp.GradScaler",
    }
)
"""Gradient scalers with ``scale(loss)``, ``unscale_(optimizer)``, ``step(optimizer)`` and ``update()``."""

COMBINED_SCALERS: Final[frozenset[str]] = frozenset(
    {
        "timm.utils.NativeScaler",
        "timm.utils.ApexScaler",
        "timm.utils.cuda.NativeScaler",
        "timm.utils.cuda.ApexScaler",
    }
)
"""Scalers that run backward on the first argument and step the second when they are called,
the latter unless ``need_update=False``. They never zero."""
NEED_UPDATE: Final = Parameter(6, "need_update", True)
"""The parameter of a combined scaler's call that says whether it steps."""
