"""What a module's mode does to its layers, and who set it."""

from __future__ import annotations

import ast

from torchvet.interpret.events import Forward, Mode, ModeSet, ModuleThing
from torchvet.rules.reading.receivers import receiver_at_call, receiver_of

_DROPOUTS = ("Dropout", "DropPath", "DropBlock", "StochasticDepth")
_OWN_DROPOUT = ("LSTM", "GRU", "RNN", "MultiheadAttention", "Transformer")
_EFFECTS = {
    Mode.EVAL: {
        "dropout": "dropout is off",
        "norm": "{norm} uses its running statistics and no longer updates them",
        "other": "{other} {behave} as in an evaluation",
    },
    Mode.TRAIN: {
        "dropout": "dropout still drops at random",
        "norm": "{norm} normalizes with the statistics of each batch and changes its running ones",
        "other": "{other} {behave} as in training",
    },
}


def effects(module: ModuleThing, mode: Mode) -> str:
    """What a mode does to a module's layers, in words ("dropout is off and batch norm …")."""
    layers = {kind: [name for name in module.mode_layers if _kind(name) == kind] for kind in _EFFECTS[mode]}
    norm = "batch norm" if any("Batch" in name for name in layers["norm"]) else "instance norm"
    behave = "behaves" if len(layers["other"]) == 1 else "behave"
    parts = [
        text.format(norm=norm, other=", ".join(layers["other"]), behave=behave)
        for kind, text in _EFFECTS[mode].items()
        if layers[kind]
    ]
    if not parts:
        return "layers such as dropout and batch norm, if it has any, behave as in " + (
            "an evaluation" if mode is Mode.EVAL else "training"
        )
    return " and ".join(parts)


def sets_only_a_part(event: ModeSet, forward: Forward) -> bool:
    """Whether a mode was set on some of a module's layers rather than on the module.

    Whoever does that (freezes batch norm, turns dropout on alone) does it on purpose.
    """
    if any(module.identity == forward.module.identity for module in event.modules):
        return False
    layers = set(forward.module.mode_layers)
    if any(module.label in layers for module in event.modules):
        return True
    reached = {name for module in event.modules for name in module.mode_layers}
    return not layers <= reached or _is_called_on_an_attribute(event, forward)


def _kind(layer: str) -> str:
    if any(word in layer for word in _DROPOUTS) or layer.startswith(_OWN_DROPOUT):
        return "dropout"
    return "norm" if "Norm" in layer else "other"


def _is_called_on_an_attribute(event: ModeSet, forward: Forward) -> bool:
    receiver, module = receiver_of(event), receiver_at_call(forward)
    if receiver is None:
        return False
    if module is not None and receiver.startswith(f"{module}."):
        return True
    document = event.place.document
    node = document.parent_of(event.place.node)
    while node is not None and not isinstance(node, ast.ClassDef):
        node = document.parent_of(node)
    return node is not None and node.name == forward.module.label
