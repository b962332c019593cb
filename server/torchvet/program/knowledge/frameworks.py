"""Frameworks: who switches modes, who zeroes gradients, and what their objects' methods do.

Sources: https://lightning.ai/docs/pytorch/stable/common/lightning_module.html and
https://lightning.ai/docs/pytorch/stable/model/manual_optimization.html (lightning 2.6);
https://lightning.ai/docs/fabric/stable/api/fabric_methods.html;
https://huggingface.co/docs/transformers/main_classes/trainer (transformers 5.23);
https://huggingface.co/docs/accelerate/package_reference/accelerator (accelerate 1.15);
https://deepspeed.readthedocs.io/en/latest/training.html (the engine's ``step`` zeroes);
https://docs.pytorch.org/ignite/engine.html (ignite 0.5); https://docs.fast.ai/learner.html (fastai 2.8);
https://skorch.readthedocs.io (skorch 1.4); https://catalyst-team.github.io/catalyst (catalyst 21.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from torchvet.program.knowledge.wordlist import words


class Phase(Enum):
    """In which state of the model a framework calls one of the user's methods."""

    TRAIN = "train"
    """Train mode, with gradients."""
    EVAL = "eval"
    """Eval mode, under ``no_grad``."""
    SETUP = "setup"
    """Before training: makes optimizers, loaders, layers."""
    UNKNOWN = "unknown"
    """Both."""


@dataclass(frozen=True, slots=True)
class LifeCycle:
    """What a framework does around the methods of a class that the user derives.

    Args:
        framework: its name.
        hooks: the methods that it calls, with the phase in which it does.
        owns_modes: whether it switches train and eval mode itself.
        owns_gradients: whether it zeroes, runs backward and steps itself.
        manual_flag: the attribute that, set to False, leaves the gradients to the user.
        loss_hook: the method that is given what ``forward`` returns.
    """

    framework: str
    hooks: dict[str, Phase]
    owns_modes: bool
    owns_gradients: bool
    manual_flag: str | None = None
    loss_hook: str | None = None


def _hooks(*, train: str = "", evaluate: str = "", setup: str = "", unknown: str = "") -> dict[str, Phase]:
    return {
        **dict.fromkeys(words(train), Phase.TRAIN),
        **dict.fromkeys(words(evaluate), Phase.EVAL),
        **dict.fromkeys(words(setup), Phase.SETUP),
        **dict.fromkeys(words(unknown), Phase.UNKNOWN),
    }


_LIGHTNING_MODULE: Final = LifeCycle(
    "lightning",
    _hooks(
        train="training_step on_train_start on_train_epoch_start on_train_epoch_end on_train_batch_start"
        " on_train_batch_end training_epoch_end training_step_end optimizer_step optimizer_zero_grad backward"
        " on_before_zero_grad on_before_backward on_after_backward on_before_optimizer_step"
        " configure_gradient_clipping",
        evaluate="validation_step test_step predict_step on_validation_start on_validation_epoch_start"
        " on_validation_epoch_end on_validation_batch_start on_validation_batch_end validation_epoch_end"
        " validation_step_end test_epoch_end test_step_end on_test_epoch_start on_test_epoch_end"
        " on_test_batch_start on_test_batch_end on_predict_epoch_end",
        setup="configure_optimizers configure_model setup prepare_data train_dataloader val_dataloader"
        " test_dataloader predict_dataloader on_fit_start",
        unknown="forward",
    ),
    owns_modes=True,
    owns_gradients=True,
    manual_flag="automatic_optimization",
)
_LIGHTNING_DATA: Final = LifeCycle(
    "lightning",
    _hooks(
        setup="setup prepare_data train_dataloader val_dataloader test_dataloader predict_dataloader teardown"
    ),
    owns_modes=True,
    owns_gradients=True,
)
_TRANSFORMERS_TRAINER: Final = LifeCycle(
    "transformers",
    _hooks(
        train="training_step",
        evaluate="prediction_step evaluation_loop evaluate predict",
        setup="create_optimizer create_scheduler get_train_dataloader get_eval_dataloader"
        " get_test_dataloader",
        unknown="compute_loss",
    ),
    owns_modes=True,
    owns_gradients=True,
)
_FASTAI: Final = LifeCycle("fastai", {}, owns_modes=True, owns_gradients=True)
_SKORCH: Final = LifeCycle(
    "skorch",
    _hooks(
        train="train_step train_step_single",
        evaluate="validation_step evaluation_step",
        unknown="get_loss infer",
    ),
    owns_modes=True,
    owns_gradients=True,
)
# The runner switches the modes; since catalyst 21 the user's handle_batch may step by itself.
_CATALYST: Final = LifeCycle(
    "catalyst",
    _hooks(unknown="handle_batch", evaluate="predict_batch"),
    owns_modes=True,
    owns_gradients=False,
)
# https://docs.mosaicml.com/projects/composer/en/stable/composer_model.html (composer 0.32)
_COMPOSER: Final = LifeCycle(
    "composer",
    _hooks(evaluate="eval_forward update_metric", unknown="forward loss"),
    owns_modes=True,
    owns_gradients=True,
    loss_hook="loss",
)

LIFE_CYCLES: Final[dict[str, LifeCycle]] = {
    "lightning.LightningModule": _LIGHTNING_MODULE,
    "lightning.LightningDataModule": _LIGHTNING_DATA,
    **dict.fromkeys(
        (
            "transformers.Trainer",
            "transformers.Seq2SeqTrainer",
            "trl.SFTTrainer",
            "trl.DPOTrainer",
            "trl.RewardTrainer",
            "trl.GRPOTrainer",
            "sentence_transformers.SentenceTransformerTrainer",
            "setfit.Trainer",
        ),
        _TRANSFORMERS_TRAINER,
    ),
    "fastai.learner.Learner": _FASTAI,
    "composer.models.ComposerModel": _COMPOSER,
    **dict.fromkeys(
        ("skorch.NeuralNet", "skorch.NeuralNetClassifier", "skorch.NeuralNetRegressor"),
        _SKORCH,
    ),
    **dict.fromkeys(
        (
            "catalyst.Runner",
            "catalyst.SupervisedRunner",
        ),
        _CATALYST,
    ),
}
"""Life cycles by the canonical name of the class that the user derives from."""


@dataclass(frozen=True, slots=True)
class TrainerClass:
    """A framework's trainer.

    Args:
        framework: its name.
        limits: the constructor's options that limit a run to a few batches, with the values that switch
            them off.
    """

    framework: str
    limits: dict[str, tuple[object, ...]] = field(default_factory=dict[str, tuple[object, ...]])


TRAINERS: Final[dict[str, TrainerClass]] = {
    # https://lightning.ai/docs/pytorch/stable/common/trainer.html
    "lightning.Trainer": TrainerClass(
        "lightning",
        {
            "overfit_batches": (0, 0.0, None),
            "fast_dev_run": (False, 0, None),
            "limit_train_batches": (1.0, None),
        },
    ),
}
"""Trainers by canonical name."""
