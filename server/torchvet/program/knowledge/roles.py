"""What the methods of frameworks' objects do, and the functions that make such objects.

Sources: https://huggingface.co/docs/accelerate/package_reference/accelerator (accelerate 1.15);
https://lightning.ai/docs/fabric/stable/api/fabric_methods.html (lightning 2.6);
https://deepspeed.readthedocs.io/en/latest/training.html; https://nvidia.github.io/apex/amp.html;
https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling; the entry's comment for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.wordlist import words


class Role(Enum):
    """What a method of a framework's object does."""

    SAME = "same"
    """Returns its positional arguments: the one, or a tuple of several. The engine may wrap them; their
    modes and gradients go on under the new names."""
    UNWRAP = "unwrap"
    """Returns the module that its first argument wraps."""
    BACKWARD = "backward"
    """Runs backward on its first argument."""
    STEP = "step"
    """Steps the object itself (an engine)."""
    STEP_ARGUMENT = "step argument"
    """Steps the optimizer that is its first argument."""
    BACKWARD_AND_STEP = "backward and step"
    """Runs backward on its first argument and steps its second."""
    ZERO = "zero"
    """Zeroes the gradients that the object itself holds."""
    SCALE = "scale"
    """Returns its first argument, a loss, made greater."""
    OPTIMIZERS = "optimizers"
    """Returns the optimizers that ``configure_optimizers`` made: the one, or a list."""
    ACCUMULATE = "accumulate"
    """A context in which steps and zeroings take effect every k-th time only."""
    CONTEXT = "context"
    """A context that changes nothing that matters (``autocast``, ``no_sync``)."""
    FORWARD = "forward"
    """Calls the wrapped module."""
    INSIDE = "inside"
    """Does what the method of that name of the wrapped module does."""
    TOGGLE = "toggle"
    """Lets gradients reach the parameters of its first argument, an optimizer, alone."""
    UNTOGGLE = "untoggle"
    """Undoes that."""
    TRAINS = "trains"
    """Runs the whole training, with its own modes and gradients; leaves the model in an unknown mode."""
    HARMLESS = "harmless"
    """Changes neither modes nor gradients; what it returns is not known."""


_R = Role


def _roles(groups: dict[Role, str]) -> dict[str, Role]:
    return {name: role for role, text in groups.items() for name in words(text)}


METHOD_ROLES: Final[dict[str, dict[str, Role]]] = {
    # https://huggingface.co/docs/accelerate/package_reference/accelerator
    "accelerate.Accelerator": _roles(
        {
            _R.SAME: """
                prepare prepare_model prepare_optimizer prepare_data_loader prepare_scheduler
                gather gather_for_metrics reduce pad_across_processes skip_first_batches
            """,
            _R.UNWRAP: "unwrap_model",
            _R.BACKWARD: "backward",
            _R.ACCUMULATE: "accumulate",
            _R.CONTEXT: """
                autocast no_sync profile join_uneven_inputs main_process_first local_main_process_first
                split_between_processes maybe_context_parallel
            """,
            _R.HARMLESS: """
                clip_grad_norm_ clip_grad_value_ unscale_gradients wait_for_everyone print log
                end_training init_trackers get_tracker save save_model save_state load_state
                get_state_dict free_memory clear register_for_checkpointing register_save_state_pre_hook
                register_load_state_pre_hook set_trigger check_trigger on_main_process
                on_local_main_process on_process on_local_process on_last_process verify_device_map
            """,
        }
    ),
    # https://lightning.ai/docs/fabric/stable/api/fabric_methods.html
    "lightning.Fabric": _roles(
        {
            _R.SAME: """
                setup setup_module setup_optimizers setup_dataloaders to_device all_gather all_reduce
                broadcast
            """,
            _R.BACKWARD: "backward",
            _R.CONTEXT: "autocast no_backward_sync sharded_model init_tensor init_module rank_zero_first",
            _R.HARMLESS: """
                clip_gradients print barrier save load load_raw launch call log log_dict seed_everything
            """,
        }
    ),
    # https://lightning.ai/docs/pytorch/stable/model/manual_optimization.html
    "lightning.LightningModule": _roles(
        {
            _R.BACKWARD: "manual_backward",
            _R.OPTIMIZERS: "optimizers",
            _R.TOGGLE: "toggle_optimizer",
            _R.UNTOGGLE: "untoggle_optimizer",
            _R.HARMLESS: """
                log log_dict print save_hyperparameters lr_schedulers clip_gradients all_gather to_onnx
                to_torchscript
            """,
        }
    ),
    "lightning.Trainer": _roles(
        {_R.TRAINS: "fit validate test predict tune", _R.HARMLESS: "save_checkpoint"}
    ),
    "transformers.Trainer": _roles(
        {
            _R.TRAINS: "train evaluate predict hyperparameter_search",
            _R.HARMLESS: "save_model save_state log log_metrics save_metrics push_to_hub add_callback",
        }
    ),
    "fastai.learner.Learner": _roles(
        {_R.TRAINS: "fit fit_one_cycle fine_tune fit_flat_cos lr_find validate get_preds predict tta"}
    ),
    "skorch.NeuralNet": _roles({_R.TRAINS: "fit partial_fit fit_loop predict predict_proba score"}),
    # https://catalyst-team.github.io/catalyst/api/runners.html
    "catalyst.SupervisedRunner": _roles({_R.TRAINS: "train evaluate_loader predict_loader"}),
    # https://deepspeed.readthedocs.io/en/latest/training.html
    "deepspeed.DeepSpeedEngine": _roles(
        {
            _R.BACKWARD: "backward",
            _R.STEP: "step",
            _R.ZERO: "zero_grad",
            _R.FORWARD: "__call__ forward",
            _R.INSIDE: "train eval parameters named_parameters modules named_modules children",
            _R.HARMLESS: """
                save_checkpoint load_checkpoint save_16bit_model is_gradient_accumulation_boundary
                get_global_grad_norm set_gradient_accumulation_boundary
            """,
            _R.CONTEXT: "no_sync",
        }
    ),
    # https://docs.pytorch.org/docs/stable/amp.html#gradient-scaling
    "torch.amp.GradScaler": _roles(
        {
            _R.SCALE: "scale",
            _R.STEP_ARGUMENT: "step",
            _R.HARMLESS: """
                unscale_ update get_scale is_enabled state_dict load_state_dict get_growth_factor
                set_growth_factor get_backoff_factor set_backoff_factor get_growth_interval
                set_growth_interval
            """,
        }
    ),
    # timm/utils/cuda.py
    "timm.utils.NativeScaler": _roles(
        {_R.BACKWARD_AND_STEP: "__call__", _R.HARMLESS: "state_dict load_state_dict"}
    ),
    "timm.utils.ApexScaler": _roles(
        {_R.BACKWARD_AND_STEP: "__call__", _R.HARMLESS: "state_dict load_state_dict"}
    ),
}
"""What the methods of frameworks' objects do, by canonical class name and method; ``__call__`` for the
object itself. A method that isn't there is unknown."""


@dataclass(frozen=True, slots=True)
class Initializer:
    """A function that takes the parts of a training and gives them back, ready for a framework.

    Args:
        returns: for each element of the returned tuple the parameter that it is, or None where it is
            something else that doesn't matter.
        engine: the class (of ``METHOD_ROLES``) that the first element then is; None where it stays what
            it was.
        steps_zero: whether a step of the engine leaves clean gradients.
        alone: whether it returns the first element itself, not a tuple, where only that one is passed.
    """

    returns: tuple[Parameter | None, ...]
    engine: str | None = None
    steps_zero: bool = False
    alone: bool = False


INITIALIZERS: Final[dict[str, Initializer]] = {
    # https://deepspeed.readthedocs.io/en/latest/initialize.html
    "deepspeed.initialize": Initializer(
        (Parameter(1, "model"), Parameter(2, "optimizer", None), Parameter(4, "training_data", None), None),
        engine="deepspeed.DeepSpeedEngine",
        steps_zero=True,
    ),
    # https://nvidia.github.io/apex/amp.html
    "apex.amp.initialize": Initializer(
        (Parameter(0, "models"), Parameter(1, "optimizers", None)), alone=True
    ),
    # https://intel.github.io/intel-extension-for-pytorch
    "intel_extension_for_pytorch.optimize": Initializer(
        (Parameter(0, "model"), Parameter(2, "optimizer", None)), alone=True
    ),
    # https://opacus.ai/api/privacy_engine.html; with ``grad_sample_mode="ghost"`` the criterion stands
    # before the loader.
    **dict.fromkeys(
        ("opacus.PrivacyEngine.make_private", "opacus.PrivacyEngine.make_private_with_epsilon"),
        Initializer(
            (Parameter(-1, "module"), Parameter(-1, "optimizer"), Parameter(-1, "data_loader")),
        ),
    ),
}
"""Functions (and methods) that take a model and an optimizer and return both, by canonical name."""

LOSS_SCALING_CONTEXTS: Final[dict[str, Parameter]] = {"apex.amp.scale_loss": Parameter(0, "loss")}
"""Contexts whose ``as`` name is the loss that was handed over, made greater. https://nvidia.github.io/apex/amp.html"""
