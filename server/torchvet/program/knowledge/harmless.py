"""Functions to which a model or an optimizer can be handed without its mode or its gradients being changed.

Sources: https://docs.python.org/3/library/functions.html, https://docs.pytorch.org/docs/stable/index.html,
and the packages' own documentation; those that run the model were read in the releases named at the entry.
"""

from __future__ import annotations

from typing import Final

from torchvet.program.knowledge.wordlist import under, words

_BUILTINS: Final = words(
    """
    all any ascii bool bytes callable complex dict dir divmod enumerate filter float format frozenset
    getattr hasattr hash hex id int isinstance issubclass iter len list map max min next object oct ord pow
    print range repr reversed round set slice sorted str sum super tuple type vars zip
    """
)

_FUNCTIONS: Final = (
    *under("torch", "save load is_tensor manual_seed set_printoptions typename set_default_dtype"),
    # Hold the model, and switch nothing: the exporters restore its mode (torch 2.13).
    "torch.onnx.export",
    *under(
        "torch.nn.utils",
        """
        clip_grad_norm_ clip_grad_value_ clip_grads_with_norm_ get_total_norm parameters_to_vector
        vector_to_parameters
        """,
    ),
    "torch.distributed.barrier",
    # Runs the model, in the mode that it is in (torchsummary 1.5).
    "torchsummary.summary",
    "copy.copy",
    "copy.deepcopy",
    "timm.utils.dispatch_clip_grad",
    "timm.utils.adaptive_clip_grad",
    "timm.utils.get_state_dict",
)

_PACKAGES: Final = tuple(
    name + "."
    for name in words(
        """
        logging loguru wandb mlflow neptune comet_ml clearml aim swanlab json pickle os pathlib sys time
        datetime math random warnings gc inspect pprint textwrap shutil csv yaml omegaconf argparse
        collections functools itertools operator string re statistics numpy scipy pandas sklearn
        matplotlib seaborn plotly PIL cv2 tqdm rich tensorboardX torch.utils.tensorboard
        torch.optim.lr_scheduler torch.nn.init torch.cuda torch.backends torch.random torch.profiler
        torch.testing torchmetrics torchvision.utils torchvision.transforms torchviz click tabulate
        prettytable psutil ignite.metrics ignite.handlers ignite.contrib
        """
    )
)

HARMLESS_FUNCTIONS: Final[frozenset[str]] = frozenset((*_BUILTINS, *_FUNCTIONS))
"""Harmless functions and classes by canonical name (builtins by their bare name)."""

HARMLESS_PACKAGES: Final[tuple[str, ...]] = _PACKAGES
"""Packages (with a dot at the end) of which everything is harmless."""

_DECORATING_PACKAGES: Final = tuple(
    name + "."
    for name in words(
        """
        builtins abc atexit contextlib dataclasses enum typing typing_extensions torch
        fire hydra typer sacred gin absl argh invoke pytest unittest hypothesis parameterized
        attr attrs pydantic beartype typeguard jaxtyping overrides deprecated deprecation line_profiler
        memory_profiler tenacity retry joblib cachetools numba jax tensorflow ray modal
        flask fastapi starlette celery gradio streamlit spaces lightning transformers diffusers
        huggingface_hub accelerate ignite
        """
    )
)


def leaves_functions_alone(decorator: str) -> bool:
    """Whether a decorator changes no modes and no gradients around the function that it decorates.

    Args:
        decorator: the decorator's canonical name ("hydra.main").
    """
    return is_harmless(decorator) or decorator.startswith(_DECORATING_PACKAGES)


LEAVES_EVAL_MODE: Final[dict[str, int]] = {
    # ptflops 0.7: ``flops_model.eval()``, never undone.
    "ptflops.get_model_complexity_info": 0,
    "ptflops.flops_counter.get_model_complexity_info": 0,
}
"""Functions that leave the module (the argument's position) in eval mode."""

RESTORES_MODE: Final[dict[str, int]] = {
    "torch.optim.swa_utils.update_bn": 1,
    # torchinfo 1.8, thop 0.1
    "torchinfo.summary": 0,
    "thop.profile": 0,
    "thop.profile.profile": 0,
}
"""Functions that run the module (the argument's position) in another mode and put its mode back.

They do so by ``model.train(mode)``: a part of the module that was in another mode than the whole is no more.
"""


def is_harmless(name: str) -> bool:
    """Whether a function leaves the mode and the gradients of what is handed to it alone.

    Args:
        name: the function's canonical name ("print", "builtins.print", "wandb.watch").
    """
    bare = name.removeprefix("builtins.")
    return bare in HARMLESS_FUNCTIONS or bare in RESTORES_MODE or name.startswith(HARMLESS_PACKAGES)
