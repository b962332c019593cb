"""The facts about the real torch, whose text is read and which is never imported."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from torchvet.program.jedi_bridge import Environment, Patience, site_packages_of
from torchvet.program.package_facts import (
    DATASETS,
    LOADERS,
    NEURAL_MODULES,
    OPTIMIZERS,
    Kind,
    PackageFact,
)

FOLDERS = site_packages_of(Path(sys.executable))
pytestmark = pytest.mark.skipif(
    not any(Path(each, "torch", "__init__.py").is_file() for each in FOLDERS), reason="torch is not installed"
)


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Environment]:
    workspace = tmp_path_factory.mktemp("workspace")
    made = Environment(FOLDERS, workspace, waiting=True, patience=Patience(file=300, question=60))
    yield made
    made.close()


def explained(environment: Environment, name: str) -> PackageFact:
    fact = environment.explain(name)
    assert fact is not None
    return fact


@pytest.mark.parametrize(
    ("asked", "canonical", "roots"),
    [
        ("torch.nn.CrossEntropyLoss", "torch.nn.modules.loss.CrossEntropyLoss", NEURAL_MODULES),
        ("torch.nn.Module", "torch.nn.modules.module.Module", NEURAL_MODULES),
        ("torch.nn.Sequential", "torch.nn.modules.container.Sequential", NEURAL_MODULES),
        ("torch.nn.TransformerEncoder", "torch.nn.modules.transformer.TransformerEncoder", NEURAL_MODULES),
        ("torch.optim.AdamW", "torch.optim.adamw.AdamW", OPTIMIZERS),
        ("torch.optim.SGD", "torch.optim.sgd.SGD", OPTIMIZERS),
        ("torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader", LOADERS),
        ("torch.utils.data.TensorDataset", "torch.utils.data.dataset.TensorDataset", DATASETS),
    ],
)
def test_classes(environment: Environment, asked: str, canonical: str, roots: frozenset[str]) -> None:
    fact = explained(environment, asked)
    assert fact.name == canonical
    assert fact.is_a(roots)
    assert fact.bases_known


def test_layers_of_a_composed_layer(environment: Environment) -> None:
    fact = explained(environment, "torch.nn.TransformerEncoderLayer")
    assert "torch.nn.modules.dropout.Dropout" in fact.constructs
    assert fact.reads_training


def test_functions(environment: Environment) -> None:
    fact = explained(environment, "torch.nn.functional.cross_entropy")
    assert fact.kind is Kind.FUNCTION
    assert [each.name for each in fact.parameters][:2] == ["input", "target"]
    assert fact.returns == ("torch._tensor.Tensor",)


def test_a_function_that_switches_the_mode(environment: Environment) -> None:
    fact = explained(environment, "torch.optim.swa_utils.update_bn")
    assert "train" in fact.touches_of("model")


def test_torch_was_not_imported(environment: Environment) -> None:
    explained(environment, "torch.nn.Linear")
    child = environment._worker._child
    if sys.platform == "linux" and child is not None:
        assert "libtorch" not in Path(f"/proc/{child.pid}/maps").read_text()
