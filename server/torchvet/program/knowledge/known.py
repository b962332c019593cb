"""All names that the tables know."""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.contexts import GRADIENT_SWITCHES
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.engines import ENGINES, EVENTS
from torchvet.program.knowledge.frameworks import LIFE_CYCLES, TRAINERS
from torchvet.program.knowledge.functions import FUNCTIONS
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.optimizers import (
    OPTIMIZER_FACTORIES,
    OPTIMIZER_WRAPPERS,
    OPTIMIZERS,
    SCHEDULERS,
)
from torchvet.program.knowledge.pretrained import MODELS
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES
from torchvet.program.knowledge.supervised import SUPERVISED
from torchvet.program.knowledge.wrappers import COPIES, WRAPPERS

KNOWN_MODULES: Final[frozenset[str]] = frozenset(
    {"torch", "torch.nn", "torch.optim", "torch.nn.functional", "torch.utils", "torch.utils.data"}
)
"""Modules that other modules hand on under their own names (``from fastai.vision.all import *``)."""

KNOWN_NAMES: Final[frozenset[str]] = KNOWN_MODULES.union(
    LAYERS,
    LOSSES,
    FUNCTIONS,
    DISTRIBUTIONS,
    OPTIMIZERS,
    OPTIMIZER_FACTORIES,
    OPTIMIZER_WRAPPERS,
    SCHEDULERS,
    LOADERS,
    WRAPPERS,
    COPIES,
    GRADIENT_SWITCHES,
    MODELS,
    ENGINES,
    EVENTS,
    LIFE_CYCLES,
    TRAINERS,
    METHOD_ROLES,
    INITIALIZERS,
    SUPERVISED,
    ("torch.nn.Module", "torch.nn.Parameter"),
)
"""Canonical names of all classes, functions and such modules."""
