"""What trains a model with a loss by itself: it gives the model's output to the loss.

Sources, each read in the release named: https://skorch.readthedocs.io/en/stable/user/neuralnet.html and
https://skorch.readthedocs.io/en/stable/classifier.html (1.4: ``NeuralNetClassifier`` takes the logarithm of
the module's output where the criterion is ``NLLLoss``); https://docs.fast.ai/learner.html (2.8);
https://docs.pytorch.org/ignite/generated/ignite.engine.create_supervised_trainer.html (0.5);
https://poutyne.org/model.html and https://poutyne.org/experiment.html (1.17);
https://docs.mosaicml.com/projects/composer/en/stable/model_zoo/composer_model.html (0.32);
https://torchbearer.readthedocs.io/en/latest/code/main.html (0.5);
https://catalyst-team.github.io/catalyst/api/runners.html (22.4);
https://docs.monai.io/en/stable/engines.html (1.6); https://github.com/davidtvs/pytorch-lr-finder (0.2);
https://pytorch-accelerated.readthedocs.io/en/latest/trainer.html (0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from torchvet.program.knowledge.loss import Expectation, Loss
from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT, Parameter

_NO_LOSSES: Final[Mapping[str, Loss]] = {}
_NO_NAMES: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Supervised:
    """A class or function (or a method) that trains a model with a loss.

    Args:
        model: its parameter that is the model.
        loss: its parameter that is the loss; the default is a loss's canonical name.
        unless: keywords with which something happens to the output before the loss gets it.
        made_with: where the model may be a class: the prefix of the keywords that it is made with.
        names: losses that are given by a name, with their canonical names.
        own: losses (by canonical name) with which it does something else.
    """

    model: Parameter
    loss: Parameter
    unless: tuple[str, ...] = ()
    made_with: str | None = None
    names: Mapping[str, str] = field(default_factory=lambda: _NO_NAMES)
    own: Mapping[str, Loss] = field(default_factory=lambda: _NO_LOSSES)


def _skorch(position: int, default: object) -> Supervised:
    return Supervised(Parameter(0, "module"), Parameter(position, "criterion", default), made_with="module__")


_OF_PROBABILITIES: Final = Loss("NeuralNetClassifier", Expectation.PROBABILITIES)

_SKORCH: Final = {
    "skorch.NeuralNet": _skorch(1, UNKNOWN_ARGUMENT),
    "skorch.NeuralNetRegressor": _skorch(-1, "torch.nn.MSELoss"),
    "skorch.NeuralNetBinaryClassifier": _skorch(-1, "torch.nn.BCEWithLogitsLoss"),
    "skorch.NeuralNetClassifier": Supervised(
        Parameter(0, "module"),
        Parameter(-1, "criterion", "torch.nn.NLLLoss"),
        made_with="module__",
        own={"torch.nn.NLLLoss": _OF_PROBABILITIES},
    ),
}

_NAMED_BY_POUTYNE: Final = {
    name: f"torch.nn.functional.{function}"
    for function in (
        "cross_entropy",
        "nll_loss",
        "binary_cross_entropy",
        "binary_cross_entropy_with_logits",
        "kl_div",
        "multilabel_soft_margin_loss",
        "mse_loss",
        "l1_loss",
    )
    for name in (function, function.removesuffix("_loss"))
} | {
    "bce": "torch.nn.functional.binary_cross_entropy",
    "bce_with_logits": "torch.nn.functional.binary_cross_entropy_with_logits",
}

_POUTYNE: Final = {
    "poutyne.Model": Supervised(
        Parameter(0, "network"), Parameter(2, "loss_function"), names=_NAMED_BY_POUTYNE
    ),
    **dict.fromkeys(
        ("poutyne.Experiment", "poutyne.ModelBundle.from_network"),
        Supervised(Parameter(1, "network"), Parameter(-1, "loss_function"), names=_NAMED_BY_POUTYNE),
    ),
}

SUPERVISED: Final[dict[str, Supervised]] = {
    **_SKORCH,
    **_POUTYNE,
    "fastai.learner.Learner": Supervised(Parameter(1, "model"), Parameter(2, "loss_func")),
    "ignite.engine.create_supervised_trainer": Supervised(
        Parameter(0, "model"), Parameter(2, "loss_fn"), unless=("model_transform", "model_fn")
    ),
    "composer.models.ComposerClassifier": Supervised(
        Parameter(0, "module"), Parameter(4, "loss_fn", "composer.loss.soft_cross_entropy")
    ),
    "torchbearer.Trial": Supervised(Parameter(0, "model"), Parameter(2, "criterion")),
    "catalyst.SupervisedRunner.train": Supervised(Parameter(-1, "model"), Parameter(-1, "criterion")),
    "monai.engines.SupervisedTrainer": Supervised(
        Parameter(3, "network"), Parameter(5, "loss_function"), unless=("inferer", "iteration_update")
    ),
    "torch_lr_finder.LRFinder": Supervised(Parameter(0, "model"), Parameter(2, "criterion")),
    "pytorch_accelerated.Trainer": Supervised(Parameter(0, "model"), Parameter(1, "loss_func")),
}
"""What trains a model with a loss, by canonical name."""
