"""What the text of an installed package says of a module: as the tables say it of ready-made models."""

from __future__ import annotations

from torchvet.program.knowledge.layer import Output
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.models import Gives, Model, ModeLayer
from torchvet.program.knowledge.names import canonical
from torchvet.program.package_facts import PackageFact


def model_of_package(fact: PackageFact, *, exact: bool) -> Model:
    """A module class of a package as a model.

    Args:
        fact: what is known about the class.
        exact: whether the module is of this very class; else it may be of a subclass.
    """
    layers = tuple(ModeLayer(name.rpartition(".")[2]) for name in fact.mode_layers)
    return Model(
        fact.name.rpartition(".")[2],
        Gives.UNKNOWN,
        layers if layers or (exact and _has_no_mode(fact)) else None,
        switches_itself=not {"train", "eval"}.isdisjoint(fact.overrides),
    )


def _has_no_mode(fact: PackageFact) -> bool:
    """Whether the class and all that it can be made of behave alike in both modes."""
    if not (fact.constructs_known and fact.bases_known) or fact.reads_training:
        return False
    torchs = [name for name in map(canonical, fact.constructs) if name.startswith("torch.")]
    return all(name in LAYERS and _never(name) for name in torchs)


def _never(name: str) -> bool:
    layer = LAYERS[name]
    return layer.output is Output.CONTAINER or (layer.mode is not None and not layer.mode.ever)
