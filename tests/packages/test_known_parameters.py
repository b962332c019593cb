"""The tables of models, frameworks and loaders against the text of the packages that they are in."""

from __future__ import annotations

import pytest

from torchvet.program.jedi_bridge import Environment
from torchvet.program.knowledge.engines import ENGINES
from torchvet.program.knowledge.loading import LOADERS
from torchvet.program.knowledge.monai_models import MONAI_MODELS
from torchvet.program.knowledge.optimizers import OPTIMIZER_FACTORIES, OPTIMIZERS, SCHEDULERS
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.knowledge.roles import METHOD_ROLES
from torchvet.program.knowledge.supervised import SUPERVISED
from torchvet.program.package_facts import OPTIMIZERS as OPTIMIZER_CLASSES
from torchvet.program.package_facts import Passing

from .conftest import installed_packages

NOT_IN_THIS_RELEASE = {
    # Gone since transformers 5.
    "transformers.AdamW",
    "transformers.AdafactorSchedule",
    "transformers.get_adafactor_schedule",
    "transformers.WarmupLinearSchedule",
    "transformers.WarmupCosineSchedule",
    "transformers.WarmupConstantSchedule",
    # Other names of these classes.
    "timm.optim.NAdam",
    "timm.optim.RAdam",
    "timm.optim.Nadam",
    # Only in its module.
    "timm.optim.Kron",
}
NOT_IN_THE_TEXT = {
    # Put into the class by other modules.
    *(
        ("fastai.learner.Learner", method)
        for method in ("fit_one_cycle", "fine_tune", "fit_flat_cos", "lr_find", "tta")
    ),
    # Gone since lightning 2.
    ("lightning.Trainer", "tune"),
    # Of scikit-learn.
    ("skorch.NeuralNet", "score"),
}


def installed(names: object) -> list[str]:
    """Those of some names whose package is installed for these tests, torch's own left aside."""
    assert hasattr(names, "__iter__")
    folders = {path.stem for path in installed_packages().iterdir()}
    return sorted(
        name for name in names if name.partition(".")[0] in folders and name not in NOT_IN_THIS_RELEASE
    )


def parameters(environment: Environment, name: str) -> dict[str, int]:
    """Positions by name; -1 for those by keyword only, and for all of them where ``**kwargs`` are taken."""
    fact = environment.explain(name)
    assert fact is not None, f"{name} is not explained"
    return {
        each.name: at if each.passing is Passing.POSITIONAL else -1 for at, each in enumerate(fact.parameters)
    }


def assert_has(known: dict[str, int], wanted: Parameter) -> None:
    if wanted.name not in known:
        assert "kwargs" in known, f"there is no {wanted.name}"
        return
    assert wanted.position in (-1, known[wanted.name])


@pytest.mark.parametrize("name", installed(SUPERVISED))
def test_what_trains_by_itself(environment: Environment, name: str) -> None:
    known = parameters(environment, name)
    assert_has(known, SUPERVISED[name].model)
    assert_has(known, SUPERVISED[name].loss)
    assert set(SUPERVISED[name].unless) <= known.keys()


@pytest.mark.parametrize("name", installed(ENGINES))
def test_engines(environment: Environment, name: str) -> None:
    assert_has(parameters(environment, name), ENGINES[name].runs)


@pytest.mark.parametrize("name", installed(MONAI_MODELS))
def test_networks_of_monai(environment: Environment, name: str) -> None:
    known = parameters(environment, name)
    for layer in MONAI_MODELS[name].layers or ():
        for keyword in layer.replaced_by:
            assert keyword in known or "kwargs" in known
        if layer.rate is not None:
            assert_has(known, layer.rate.parameter)


@pytest.mark.parametrize("name", installed(OPTIMIZERS))
def test_optimizers(environment: Environment, name: str) -> None:
    fact = environment.explain(name)
    assert fact is not None
    assert fact.is_a(OPTIMIZER_CLASSES)


@pytest.mark.parametrize("name", installed([*OPTIMIZER_FACTORIES, *SCHEDULERS]))
def test_factories_and_schedulers(environment: Environment, name: str) -> None:
    fact = environment.explain(name)
    assert fact is not None
    assert not fact.is_a(OPTIMIZER_CLASSES)


@pytest.mark.parametrize("name", installed(LOADERS))
def test_loaders(environment: Environment, name: str) -> None:
    assert_has(parameters(environment, name), LOADERS[name].dataset)


ROLES = [
    (name, method)
    for name in installed(METHOD_ROLES)
    for method in METHOD_ROLES[name]
    if (name, method) not in NOT_IN_THE_TEXT
]


@pytest.mark.parametrize(("name", "method"), ROLES)
def test_methods_of_frameworks(environment: Environment, name: str, method: str) -> None:
    home = "lightning.fabric" if name == "lightning.Fabric" else name
    assert environment.explain(f"{name}.{method}") or environment.explain(f"{home}.{method}")
