"""What the demo's tests share: loading a program, running it, and watching it train."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import Tensor, nn, optim
from torch.utils.data import DataLoader

DEMO = Path(__file__).resolve().parents[2] / "demo"
FIXED = Path(__file__).resolve().parent / "fixed"
BATCHES = 24


@dataclass
class Run:
    """A program that was run as a user runs it.

    Args:
        status: its exit status.
        errors: its standard error.
        batch_losses: the losses that it printed for batches, in order.
        test_losses: the losses that it printed for tests, in order.
    """

    status: int
    errors: str
    batch_losses: list[float]
    test_losses: list[float]


@dataclass
class Training:
    """What was measured in one epoch of a program's ``train()``.

    Args:
        modes: for each forward with gradients, whether the dropout was in train mode.
        computed: for each backward, the gradient that it computed for one parameter.
        used: for each step, the gradient that the optimizer found there (None: none).
        weights: that parameter, before the first step and after each one.
    """

    modes: list[bool] = field(default_factory=list[bool])
    computed: list[Tensor] = field(default_factory=list[Tensor])
    used: list[Tensor | None] = field(default_factory=list["Tensor | None"])
    weights: list[Tensor] = field(default_factory=list[Tensor])


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """The models are tiny: more threads only get in each other's way."""
    torch.set_num_threads(1)


def load_program(path: Path) -> ModuleType:
    """Executes a program's file without its ``main()`` and gives its names."""
    specification = importlib.util.spec_from_file_location(f"{path.parent.name}_{path.stem}", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    sys.path.insert(0, str(DEMO))
    try:
        specification.loader.exec_module(module)
    finally:
        sys.path.remove(str(DEMO))
    return module


@cache
def run_program(path: Path, *arguments: str) -> Run:
    """Runs a program in a process of its own, as ``python demo/x.py`` does."""
    environment = os.environ | {
        "PYTHONPATH": str(DEMO),
        "OMP_NUM_THREADS": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    process = subprocess.run(
        [sys.executable, str(path), *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=environment,
        check=False,
    )
    batches = re.findall(r"^epoch .*: loss ([\d.]+|nan)$", process.stdout, re.MULTILINE)
    tests = re.findall(r"^ *test: loss ([\d.]+|nan),", process.stdout, re.MULTILINE)
    return Run(process.returncode, process.stderr, [float(x) for x in batches], [float(x) for x in tests])


@cache
def watch_training(path: Path) -> Training:
    """Calls a program's ``train()`` for one epoch, with hooks in the model and the optimizer."""
    program = load_program(path)
    torch.manual_seed(0)
    train_loader = DataLoader(program.draw_digits(64 * BATCHES, seed=1), batch_size=64, shuffle=True)
    test_loader = DataLoader(program.draw_digits(256, seed=2), batch_size=256)
    model = program.Net()
    optimizer = optim.SGD(model.parameters(), lr=0.1)
    training = Training()
    _watch(training, model, optimizer)
    program.train(Namespace(test_every=8), model, train_loader, test_loader, optimizer, 0)
    return training


def _watch(training: Training, model: nn.Module, optimizer: optim.Optimizer) -> None:
    (dropout,) = (module for module in model.modules() if isinstance(module, nn.Dropout))
    weight = list(model.parameters())[-1]
    training.weights.append(weight.detach().clone())

    def before_forward(module: nn.Module, _: object) -> None:
        if torch.is_grad_enabled():
            training.modes.append(module.training)

    def before_step(*_: object) -> None:
        training.used.append(None if weight.grad is None else weight.grad.clone())

    def after_step(*_: object) -> None:
        training.weights.append(weight.detach().clone())

    dropout.register_forward_pre_hook(before_forward)
    weight.register_hook(lambda gradient: training.computed.append(gradient.clone()))
    optimizer.register_step_pre_hook(before_step)
    optimizer.register_step_post_hook(after_step)


@pytest.fixture
def load() -> Callable[[Path], ModuleType]:
    """See `load_program`."""
    return load_program


@pytest.fixture
def run() -> Callable[..., Run]:
    """See `run_program`."""
    return run_program


@pytest.fixture
def watch() -> Callable[[Path], Training]:
    """See `watch_training`."""
    return watch_training
