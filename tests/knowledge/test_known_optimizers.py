"""What the tables of optimizers, wrappers, loaders and contexts say, against the installed torch."""

from __future__ import annotations

import copy
import inspect

import pytest
from resolving import of_torch, parameters_of, resolve

from torchvet.program.knowledge.contexts import GRADIENT_SWITCHES, NEUTRAL_CONTEXTS
from torchvet.program.knowledge.harmless import HARMLESS_FUNCTIONS, RESTORES_MODE, is_harmless
from torchvet.program.knowledge.loading import LOADERS, TRANSPARENT_ITERABLES, Iteration
from torchvet.program.knowledge.optimizers import (
    GRAD_SCALERS,
    NEEDS_CLOSURE,
    OPTIMIZER_BASE,
    OPTIMIZER_WRAPPERS,
    OPTIMIZERS,
    SCHEDULERS,
)
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT, Parameter
from torchvet.program.knowledge.roles import METHOD_ROLES, Role
from torchvet.program.knowledge.wrappers import COPIES, INNER_ATTRIBUTES, WRAPPERS

torch = pytest.importorskip("torch")


def test_every_optimizer_of_torch_is_there() -> None:
    classes = {f"torch.optim.{name}" for name, _ in inspect.getmembers(torch.optim, inspect.isclass)}
    assert classes - OPTIMIZERS == {OPTIMIZER_BASE}


def test_every_scheduler_of_torch_is_there() -> None:
    package = torch.optim.lr_scheduler
    assert {f"torch.optim.lr_scheduler.{name}" for name in package.__all__} - SCHEDULERS == set()


@pytest.mark.parametrize(
    "table",
    [OPTIMIZERS, SCHEDULERS, NEEDS_CLOSURE, WRAPPERS, COPIES, LOADERS, GRADIENT_SWITCHES, NEUTRAL_CONTEXTS],
)
def test_every_name_of_torch_exists(table: object) -> None:
    for name in of_torch(table):
        resolve(name)


def test_only_closures_make_these_optimizers_step() -> None:
    parameter = torch.nn.Parameter(torch.ones(1))
    for name in of_torch(OPTIMIZERS):
        step = resolve(name).step
        required = inspect.signature(step).parameters["closure"].default is inspect.Parameter.empty
        assert required is (name in NEEDS_CLOSURE), name
    assert parameter.grad is None


def test_wrapped_optimizers_take_what_the_table_says() -> None:
    names = [
        parameter.name
        for parameter in parameters_of(resolve("torch.distributed.optim.PostLocalSGDOptimizer"))
    ]
    assert OPTIMIZER_WRAPPERS["torch.distributed.optim.PostLocalSGDOptimizer"].inner == Parameter(
        names.index("optim"), "optim"
    )


def test_the_scaler_has_the_methods_that_have_a_role() -> None:
    scaler = resolve("torch.amp.GradScaler")
    public = {name for name in dir(scaler) if not name.startswith("_")}
    assert public == METHOD_ROLES["torch.amp.GradScaler"].keys()
    assert "torch.amp.GradScaler" in GRAD_SCALERS
    assert METHOD_ROLES["torch.amp.GradScaler"]["step"] is Role.STEP_ARGUMENT


@pytest.mark.parametrize("name", of_torch(WRAPPERS))
def test_the_module_inside_stands_where_the_table_says(name: str) -> None:
    parameter = WRAPPERS[name].module
    names = [found.name for found in parameters_of(resolve(name))]
    assert names[parameter.position] == parameter.name


def test_wrappers_give_the_module_back() -> None:
    module = torch.nn.Linear(2, 2)
    assert torch.nn.DataParallel(module).module is module
    assert torch.compile(module)._orig_mod is module
    assert {wrapper.inner for wrapper in WRAPPERS.values() if wrapper.inner} <= INNER_ATTRIBUTES
    assert torch.nn.utils.parametrizations.spectral_norm(module) is module


def test_copies_have_their_own_mode() -> None:
    module = torch.nn.Linear(2, 2)
    average = torch.optim.swa_utils.AveragedModel(module)
    copied = copy.deepcopy(module)
    module.eval()
    assert average.module.training
    assert copied.training
    assert COPIES["torch.optim.swa_utils.AveragedModel"].name == "model"


def test_update_bn_restores_the_mode() -> None:
    module = torch.nn.Sequential(torch.nn.BatchNorm1d(2)).eval()
    torch.optim.swa_utils.update_bn([torch.randn(4, 2)], module)
    assert not module.training
    position = RESTORES_MODE["torch.optim.swa_utils.update_bn"]
    assert parameters_of(torch.optim.swa_utils.update_bn)[position].name == "model"


def test_loaders_of_torch_cannot_be_subscripted() -> None:
    loader = torch.utils.data.DataLoader([1, 2])
    with pytest.raises(TypeError):
        loader[0]
    assert not LOADERS["torch.utils.data.DataLoader"].subscriptable
    assert parameters_of(torch.utils.data.DataLoader)[0].name == "dataset"


def test_transparent_iterables() -> None:
    assert TRANSPARENT_ITERABLES["enumerate"].iteration is Iteration.ENUMERATED
    assert TRANSPARENT_ITERABLES["zip"].iteration is Iteration.ZIPPED
    assert TRANSPARENT_ITERABLES["tqdm.tqdm"].iteration is Iteration.ITEMS
    assert TRANSPARENT_ITERABLES["itertools.repeat"].iteration is Iteration.REPEATED


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("torch.no_grad", {}, False),
        ("torch.enable_grad", {}, True),
        ("torch.inference_mode", {}, False),
        ("torch.inference_mode", {0: True}, False),
        ("torch.inference_mode", {"mode": False}, True),
        ("torch.set_grad_enabled", {0: True}, True),
        ("torch.set_grad_enabled", {0: False}, False),
        ("torch.set_grad_enabled", {0: UNKNOWN_ARGUMENT}, None),
    ],
)
def test_what_switches_gradients(
    name: str, arguments: dict[int | str, object], expected: bool | None
) -> None:
    assert GRADIENT_SWITCHES[name].records(arguments) is expected
    if expected is not None:
        with resolve(name)(*arguments.values()):
            assert torch.is_grad_enabled() is expected


def test_set_grad_enabled_switches_at_once() -> None:
    before = torch.is_grad_enabled()
    torch.set_grad_enabled(False)
    now = torch.is_grad_enabled()
    torch.set_grad_enabled(before)
    assert not now
    assert GRADIENT_SWITCHES["torch.set_grad_enabled"].at_once


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("print", True),
        ("builtins.len", True),
        ("wandb.watch", True),
        ("torch.save", True),
        ("torch.nn.utils.clip_grad_norm_", True),
        ("torch.optim.lr_scheduler.StepLR", True),
        ("torch.optim.swa_utils.update_bn", True),
        ("torchsummary.summary", True),
        ("ptflops.get_model_complexity_info", False),
        ("mypackage.prepare", False),
        ("logging_of_mine.log", False),
        ("setattr", False),
        ("exec", False),
    ],
)
def test_what_is_harmless(name: str, expected: bool) -> None:
    assert is_harmless(name) is expected


def test_harmless_names_of_torch_exist() -> None:
    for name in of_torch(HARMLESS_FUNCTIONS):
        resolve(name)


def test_arguments_by_position_keyword_and_default() -> None:
    parameter = Parameter(1, "p", 0.5)
    assert parameter.value_in({}) == 0.5
    assert parameter.value_in({1: 0.1}) == 0.1
    assert parameter.value_in({"p": 0.2}) == 0.2
    assert parameter.value_in({SPREAD: UNKNOWN_ARGUMENT}) is UNKNOWN_ARGUMENT
    assert Parameter(0, "x").value_in({}) is UNKNOWN_ARGUMENT
