"""Fake packages as text; a fake torch that gives itself away when something imports it."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from torchvet.program.jedi_bridge import Environment, Patience
from torchvet.program.package_facts import PackageFact
from torchvet.program.packages.explainer import Explainer
from torchvet.program.packages.modules import ModuleFinder

MARKER = "imported.txt"

TORCH = {
    "torch/__init__.py": """
        from pathlib import Path
        Path(__file__).parents[1].joinpath("imported.txt").write_text("torch was imported")
        from torch import nn as nn, optim as optim, utils as utils
        from torch._tensor import Tensor
        from torch.serialization import save
        """,
    "torch/_tensor.py": "class Tensor: ...",
    "torch/serialization.py": "def save(obj, f): f.write(obj)",
    "torch/nn/__init__.py": """
        from torch.nn.modules import *
        from torch.nn import functional, modules
        """,
    "torch/nn/functional.py": """
        def dropout(input, p=0.5, training=True): ...
        def relu(input): ...
        """,
    "torch/nn/modules/__init__.py": """
        from .module import Module
        from .layers import Linear, Dropout, ReLU, BatchNorm2d
        from .container import Sequential, ModuleList
        from .loss import CrossEntropyLoss
        __all__ = ["Module", "Linear", "Dropout", "ReLU", "BatchNorm2d", "Sequential", "ModuleList"]
        __all__ += ["CrossEntropyLoss"]
        """,
    "torch/nn/modules/module.py": """
        from typing import Self
        class Module:
            def train(self, mode: bool = True) -> Self: ...
            def eval(self) -> Self: return self.train(False)
            def parameters(self): ...
            def __call__(self, *args): ...
        """,
    "torch/nn/modules/layers.py": """
        from .module import Module
        class Linear(Module):
            def __init__(self, a, b): self.a = a
        class Dropout(Module): ...
        class ReLU(Module): ...
        class BatchNorm2d(Module): ...
        """,
    "torch/nn/modules/container.py": """
        from .module import Module
        class Sequential(Module): ...
        class ModuleList(Module): ...
        """,
    "torch/nn/modules/loss.py": """
        from .module import Module
        class _Loss(Module): ...
        class _WeightedLoss(_Loss): ...
        class CrossEntropyLoss(_WeightedLoss):
            def forward(self, input, target): ...
        """,
    "torch/optim/__init__.py": "from torch.optim.adamw import AdamW as AdamW",
    "torch/optim/optimizer.py": """
        class Optimizer:
            def __init__(self, params, defaults): self.param_groups = list(params)
            def step(self, closure=None): ...
            def zero_grad(self): ...
        """,
    "torch/optim/adamw.py": """
        from .optimizer import Optimizer
        class AdamW(Optimizer):
            def __init__(self, params, lr=1e-3): super().__init__(params, dict(lr=lr))
            def step(self, closure=None): ...
        """,
    "torch/utils/__init__.py": "from torch.utils import data as data",
    "torch/utils/data/__init__.py": """
        from torch.utils.data.dataloader import DataLoader
        from torch.utils.data.dataset import Dataset
        __all__ = ["DataLoader", "Dataset"]
        """,
    "torch/utils/data/dataloader.py": """
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class DataLoader(Generic[T]):
            def __init__(self, dataset, batch_size=1): self.dataset = dataset
        """,
    "torch/utils/data/dataset.py": """
        from typing import Generic, TypeVar
        T = TypeVar("T")
        class Dataset(Generic[T]):
            def __getitem__(self, index) -> T: raise NotImplementedError
        """,
    "torch-2.5.0.dist-info/METADATA": "Name: torch\nVersion: 2.5.0\n",
}


class FakeSite:
    """A site-packages folder that tests write packages into.

    Args:
        folder: the folder.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, files: dict[str, str]) -> FakeSite:
        """Writes files by their paths relative to the folder; texts are dedented."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text), encoding="utf-8")
        return self

    def install(self, name: str, text: str, version: str = "1.0") -> FakeSite:
        """Installs a package of one module with its metadata."""
        return self.write(
            {f"{name}/__init__.py": text, f"{name}-{version}.dist-info/METADATA": f"Name: {name}\n"}
        )

    def explain(self, qualified: str) -> PackageFact:
        """What the text alone says, which must be something."""
        fact = Explainer(ModuleFinder([str(self.folder)])).from_text(qualified).fact
        assert fact is not None, f"{qualified} is not explained"
        return fact


@pytest.fixture
def site(tmp_path: Path) -> FakeSite:
    """An empty site-packages folder."""
    folder = tmp_path / "site-packages"
    folder.mkdir()
    return FakeSite(folder)


@pytest.fixture
def torch_site(site: FakeSite) -> Iterator[FakeSite]:
    """A site-packages folder with a fake torch; fails the test when something imported it."""
    yield site.write(TORCH)
    assert not (site.folder / MARKER).exists(), "torch was imported"


@pytest.fixture
def environment_of(tmp_path: Path) -> Iterator[Callable[..., Environment]]:
    """Makes environments that are closed when the test ends."""
    made: list[Environment] = []
    workspace = tmp_path / "workspace"
    workspace.mkdir()

    def make(
        *sites: FakeSite | Path | str,
        waiting: bool = True,
        cache: Path | None = None,
        patience: Patience | None = None,
    ) -> Environment:
        folders = [str(each.folder if isinstance(each, FakeSite) else each) for each in sites]
        environment = Environment(
            folders, workspace, waiting, cache, patience or Patience(file=60, question=60)
        )
        made.append(environment)
        return environment

    yield make
    for each in made:
        each.close()
