# pyright: basic
"""In which mode models run: training in eval mode, evaluation in train mode."""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

from .graph import is_behind
from .observations import Observations
from .places import users_place

DROPOUTS = (nn.modules.dropout._DropoutNd,)
NORMS = (nn.modules.batchnorm._NormBase,)
WALKS = 24
"""So often a graph is searched for a forward pass in eval mode."""


def depends_on_mode(module: nn.Module) -> bool:
    """Whether a layer does something else in eval mode."""
    if isinstance(module, DROPOUTS):
        return module.p > 0
    if isinstance(module, NORMS):
        return bool(module.track_running_stats)
    return isinstance(module, nn.RNNBase) and module.dropout > 0 and module.num_layers > 1


class _Kind:
    """What a model is made of, looked up once."""

    def __init__(self, model: nn.Module) -> None:
        layers = [each for each in model.modules() if depends_on_mode(each)]
        self.layers = layers
        self.names = sorted({type(each).__name__ for each in layers})
        self.parameters = {id(each) for each in model.parameters()}


class Modes:
    """Watches the outermost forward passes of models.

    Args:
        observations: where to note what is wrong.
    """

    def __init__(self, observations: Observations) -> None:
        self._observations = observations
        self._kinds: dict[int, _Kind] = {}
        self._models: dict[int, nn.Module] = {}
        self._set_at: dict[tuple[int, bool], dict[str, Any] | None] = {}
        self._eval_forwards: list[tuple[Any, dict[str, Any]]] = []
        self._fed: list[dict[str, Any]] = []
        self._evaluations: list[dict[str, Any]] = []
        self._walks = 0
        self.trained: set[int] = set()

    def mode_set(self, model: nn.Module, mode: bool) -> None:
        """Notes where a mode was set."""
        self._set_at[id(model), mode] = users_place()

    def forward(self, model: nn.Module, output: Any, loader: Any) -> None:
        """Notes an outermost forward pass.

        Args:
            model: the model.
            output: what came out.
            loader: the iterator that gave a batch last.
        """
        kind = self._kinds.get(id(model))
        if kind is None:
            kind = self._kinds[id(model)] = _Kind(model)
            self._models[id(model)] = model
        if not kind.layers:
            return
        if not torch.is_grad_enabled():
            if model.training and any(layer.training for layer in kind.layers):
                self._evaluated(model, kind, loader)
        elif not model.training and not any(layer.training for layer in kind.layers):
            self._eval_forwards.append((_nodes_of(output), self._told(model, kind, False)))
            del self._eval_forwards[:-4]

    def _told(self, model: nn.Module, kind: _Kind, mode: bool) -> dict[str, Any]:
        set_at = self._set_at.get((id(model), mode))
        return {"at": users_place(), "set_at": set_at, "layers": kind.names, "model": id(model)}

    def _evaluated(self, model: nn.Module, kind: _Kind, loader: Any) -> None:
        if loader is not None and len(self._evaluations) < 200:
            told = self._told(model, kind, True)
            told["iterator"] = loader
            self._evaluations.append(told)

    def before_backward(self, losses: list[torch.Tensor], gradients_are_clean: bool) -> None:
        """Finds the forward passes in eval mode that this backward goes through."""
        if gradients_are_clean:
            self._fed.clear()
        for nodes, told in self._eval_forwards if self._walks < WALKS else []:
            self._walks += 1
            if any(loss.grad_fn is not None and is_behind(nodes, loss) for loss in losses):
                self._fed.append(told)
        self._eval_forwards.clear()

    def before_step(self, parameters: list[torch.Tensor], step: int) -> None:
        """Notes the training passes that ran in eval mode."""
        if not self._fed:
            return
        stepped = {id(each) for each in parameters}
        for told in self._fed:
            if self._kinds[told["model"]].parameters & stepped:
                self._observations.note(
                    "eval-forward", told["at"], step, set_at=told["set_at"], layers=told["layers"]
                )
        self._fed.clear()

    def finish(self, stepped: set[int], last_step: int) -> None:
        """Notes the evaluations that ran in train mode, now that it is known which loaders train."""
        for told in self._evaluations:
            iterator = told["iterator"]
            if iterator.feeds_training or not self._kinds[told["model"]].parameters & stepped:
                continue
            self._observations.note(
                "train-mode-evaluation",
                told["at"],
                last_step,
                layers=told["layers"],
                set_at=told["set_at"],
            )


def _nodes_of(output: Any) -> set[Any]:
    from .batches import tensors_in

    return {tensor.grad_fn for tensor in tensors_in(output) if tensor.grad_fn is not None}
