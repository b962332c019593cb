# pyright: basic
"""Keeps a run from leaving anything behind: no checkpoint is overwritten, and no tracker hears of it."""

from __future__ import annotations

import functools
import importlib.abc
import importlib.machinery
import os
import sys
from collections.abc import Callable
from typing import Any

import torch

TRACKERS_OFF = {
    "WANDB_MODE": "disabled",
    "WANDB_SILENT": "true",
    "COMET_MODE": "disabled",
    "NEPTUNE_MODE": "debug",
    "CLEARML_OFFLINE_MODE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "DISABLE_MLFLOW_INTEGRATION": "TRUE",
    "TOKENIZERS_PARALLELISM": "false",
}


class Scratch:
    """A folder that takes what a program saves; what it saved there it can load again.

    Args:
        folder: the folder; whoever started the run removes it.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._moved: dict[str, str] = {}
        self.held_back: list[str] = []

    def place_for(self, path: Any) -> str:
        """Where to write in place of a path."""
        real = os.path.abspath(os.fspath(path))
        if real.startswith(self._folder + os.sep):
            return real
        if real not in self._moved:
            self._moved[real] = os.path.join(
                self._folder, "%d-%s" % (len(self._moved), os.path.basename(real))
            )
            self.held_back.append(real)
        return self._moved[real]

    def found(self, path: Any) -> Any:
        """Where a path is to be read from."""
        try:
            return self._moved.get(os.path.abspath(os.fspath(path)), path)
        except TypeError:
            return path

    def install(self) -> None:
        """Sends saved files there, and turns trackers off."""
        os.environ.update(TRACKERS_OFF)
        os.environ["MLFLOW_TRACKING_URI"] = "file:" + os.path.join(self._folder, "mlflow")
        self._redirect_torch()
        later = {
            "safetensors.torch": self._redirect_safetensors,
            "torch.utils.tensorboard.writer": self._redirect_writer,
            "tensorboardX.writer": self._redirect_writer,
            "transformers.trainer": self._quiet_trainer,
            "transformers.modeling_utils": self._redirect_pretrained,
            "accelerate.accelerator": self._quiet_accelerate,
            "lightning.pytorch.trainer.trainer": self._redirect_lightning,
            "pytorch_lightning.trainer.trainer": self._redirect_lightning,
        }
        sys.meta_path.insert(0, AfterImport(later))

    def _redirect_torch(self) -> None:
        save, load = torch.save, torch.load

        @functools.wraps(save)
        def held_back_save(obj: Any, f: Any, *args: Any, **kwargs: Any) -> Any:
            return save(obj, self.place_for(f) if _is_path(f) else f, *args, **kwargs)

        @functools.wraps(load)
        def found_load(f: Any, *args: Any, **kwargs: Any) -> Any:
            return load(self.found(f) if _is_path(f) else f, *args, **kwargs)

        torch.save, torch.load = held_back_save, found_load

    def _redirect_safetensors(self, module: Any) -> None:
        for name in ("save_file", "save_model"):
            original = getattr(module, name)

            def save(
                tensors: Any, filename: Any, *args: Any, _original: Any = original, **kwargs: Any
            ) -> Any:
                return _original(tensors, self.place_for(filename), *args, **kwargs)

            setattr(module, name, save)
        load = module.load_file
        module.load_file = lambda filename, *args, **kwargs: load(self.found(filename), *args, **kwargs)

    def _redirect_writer(self, module: Any) -> None:
        original = module.SummaryWriter.__init__
        folder = os.path.join(self._folder, "tensorboard")

        def __init__(writer: Any, *args: Any, **kwargs: Any) -> None:
            original(writer, log_dir=folder)

        module.SummaryWriter.__init__ = __init__

    def _quiet_trainer(self, module: Any) -> None:
        for name in ("_save_checkpoint", "save_model", "save_state", "push_to_hub"):
            if hasattr(module.Trainer, name):
                setattr(module.Trainer, name, self._noted(name))

    def _redirect_pretrained(self, module: Any) -> None:
        module.PreTrainedModel.save_pretrained = self._noted("save_pretrained")

    def _quiet_accelerate(self, module: Any) -> None:
        for name in ("save", "save_state", "save_model"):
            if hasattr(module.Accelerator, name):
                setattr(module.Accelerator, name, self._noted(name))

    def _redirect_lightning(self, module: Any) -> None:
        """Sends logs and checkpoints of Lightning's Trainer to the scratch folder."""
        original, save = module.Trainer.__init__, module.Trainer.save_checkpoint
        folder = os.path.join(self._folder, "lightning")

        @functools.wraps(original)
        def __init__(trainer: Any, *args: Any, **kwargs: Any) -> None:
            original(trainer, *args, **dict(kwargs, default_root_dir=folder))

        def save_checkpoint(trainer: Any, filepath: Any, *args: Any, **kwargs: Any) -> None:
            save(trainer, self.place_for(filepath), *args, **kwargs)

        module.Trainer.__init__, module.Trainer.save_checkpoint = __init__, save_checkpoint

    def _noted(self, name: str) -> Callable[..., None]:
        def nothing(*args: Any, **kwargs: Any) -> None:
            if name not in self.held_back:
                self.held_back.append(name)

        return nothing


def _is_path(file: Any) -> bool:
    return isinstance(file, (str, os.PathLike))


class AfterImport(importlib.abc.MetaPathFinder):
    """Calls functions with modules as soon as they are imported.

    Args:
        functions: by the modules' names.
    """

    def __init__(self, functions: dict[str, Callable[[Any], None]]) -> None:
        self._functions = functions

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> Any:
        """The module's own spec, with a loader that calls the function afterwards."""
        function = self._functions.pop(fullname, None)
        if function is None:
            return None
        spec = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None:
            return None
        execute = spec.loader.exec_module

        def exec_module(module: Any) -> None:
            execute(module)
            try:
                function(module)
            except Exception as error:
                print("torchvet: %s stays as it is: %s" % (fullname, error), file=sys.stderr)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec
