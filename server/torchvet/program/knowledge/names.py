"""One name for each thing: torch and the packages around it export most things under several names.

Sources: the packages' ``__init__`` modules (``torch.nn``, ``torch.optim``, ``torch.utils.data``,
``torch.distributions``, ``torchvision.models``, ``lightning``, ``transformers``, …), and
https://docs.pytorch.org/docs/stable/special.html for the functions that torch has twice.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from torchvet.program.knowledge.aliases import ALIASES, HANDED_ON_BY_FASTAI

_PREFIXES: Final[tuple[tuple[str, str], ...]] = (
    ("pytorch_lightning.", "lightning."),
    ("lightning.pytorch.", "lightning."),
    ("lightning_fabric.", "lightning.fabric."),
    ("torch._C._VariableFunctions.", "torch."),
    ("torch._C._nn.", "torch.nn.functional."),
    ("torch.nn.modules.activation.F.", "torch.nn.functional."),
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
    "monai.networks.nets=monai.networks.nets",
    "kornia.losses=kornia.losses",
    "segmentation_models_pytorch.losses=segmentation_models_pytorch.losses",
    "fastai.losses=fastai.losses",
    "fastai.learner=fastai.learner",
    "composer.models=composer.models",
    "composer.trainer=composer",
    "poutyne=poutyne",
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
    for name in (*ALIASES, *(prefix for prefix, _ in _PREFIXES), *_CLASSES_AT, *_FUNCTIONS_AT)
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
    alias = ALIASES.get(qualified)
    if alias is not None:
        return alias
    if qualified.startswith("fastai."):
        module, _, name = qualified.rpartition(".")
        if module.endswith((".all", ".basics")) and name in HANDED_ON_BY_FASTAI:
            return HANDED_ON_BY_FASTAI[name]
    if qualified.startswith(_STAYS):
        return qualified
    for prefix, replacement in _PREFIXES:
        if qualified.startswith(prefix):
            return canonical(replacement + qualified[len(prefix) :])
    home = _home_of_class(qualified) or _home_of_function(qualified)
    if home is None or home == qualified:
        return qualified
    return canonical(home)
