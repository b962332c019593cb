"""One name for each thing."""

from __future__ import annotations

import inspect

import pytest

from torchvet.program.knowledge.contexts import GRADIENT_SWITCHES, NEUTRAL_CONTEXTS
from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS, FUNCTIONAL_MODE
from torchvet.program.knowledge.frameworks import LIFE_CYCLES, TRAINERS
from torchvet.program.knowledge.functions import FUNCTIONS
from torchvet.program.knowledge.layers import LAYERS
from torchvet.program.knowledge.loading import LOADERS, TRANSPARENT_ITERABLES
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.names import canonical
from torchvet.program.knowledge.optimizers import (
    GRAD_SCALERS,
    OPTIMIZER_FACTORIES,
    OPTIMIZER_WRAPPERS,
    OPTIMIZERS,
    SCHEDULERS,
)
from torchvet.program.knowledge.pretrained import MODELS
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES
from torchvet.program.knowledge.wrappers import WRAPPERS

torch = pytest.importorskip("torch")

TABLES = {
    "layers": LAYERS,
    "losses": LOSSES,
    "functions": FUNCTIONS,
    "dropouts": FUNCTIONAL_DROPOUTS,
    "mode functions": FUNCTIONAL_MODE,
    "distributions": DISTRIBUTIONS,
    "optimizers": OPTIMIZERS,
    "optimizer wrappers": OPTIMIZER_WRAPPERS,
    "optimizer factories": OPTIMIZER_FACTORIES,
    "schedulers": SCHEDULERS,
    "scalers": GRAD_SCALERS,
    "models": MODELS,
    "wrappers": WRAPPERS,
    "loaders": LOADERS,
    "iterables": TRANSPARENT_ITERABLES,
    "gradient switches": GRADIENT_SWITCHES,
    "neutral contexts": NEUTRAL_CONTEXTS,
    "life cycles": LIFE_CYCLES,
    "trainers": TRAINERS,
    "initializers": INITIALIZERS,
    "roles": METHOD_ROLES,
}


@pytest.mark.parametrize("table", TABLES)
def test_every_key_is_a_canonical_name(table: str) -> None:
    strays = {name: canonical(name) for name in TABLES[table] if canonical(name) != name}
    assert strays == {}


@pytest.mark.parametrize(
    ("package", "home"),
    [
        (torch.nn, "torch.nn"),
        (torch.optim, "torch.optim"),
        (torch.utils.data, "torch.utils.data"),
        (torch.distributions, "torch.distributions"),
    ],
)
def test_a_class_is_known_by_where_it_is_exported(package: object, home: str) -> None:
    wrong = {
        where: canonical(where)
        for name, member in inspect.getmembers(package, inspect.isclass)
        if not name.startswith("_") and not _is_decorator(member)
        if (where := f"{member.__module__}.{member.__qualname__}").startswith(home + ".")
        if canonical(where) != canonical(f"{home}.{member.__qualname__}")
    }
    assert wrong == {}


def _is_decorator(member: type) -> bool:
    return "datapipes" in member.__module__ and member.__name__.islower()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("torch.nn.modules.loss.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.CrossEntropyLoss", "torch.nn.CrossEntropyLoss"),
        ("torch.nn.modules.module.Module.train", "torch.nn.Module.train"),
        ("torch.softmax", "torch.nn.functional.softmax"),
        ("torch.special.softmax", "torch.nn.functional.softmax"),
        ("torch.special.log_softmax", "torch.nn.functional.log_softmax"),
        ("torch.nn.functional.sigmoid", "torch.sigmoid"),
        ("torch.special.expit", "torch.sigmoid"),
        ("torch.utils.data.dataloader.DataLoader", "torch.utils.data.DataLoader"),
        ("torch.optim.adam.Adam", "torch.optim.Adam"),
        ("torch.optim.lr_scheduler.StepLR", "torch.optim.lr_scheduler.StepLR"),
        ("torch.optim.swa_utils.AveragedModel", "torch.optim.swa_utils.AveragedModel"),
        ("torch.cuda.amp.GradScaler", "torch.amp.GradScaler"),
        ("torch.cuda.amp.grad_scaler.GradScaler", "torch.amp.GradScaler"),
        ("torch.cuda.amp.autocast", "torch.amp.autocast"),
        ("torch.autograd.grad_mode.no_grad", "torch.no_grad"),
        ("torch.nn.parallel.DataParallel", "torch.nn.DataParallel"),
        ("torch._C._nn.linear", "torch.nn.functional.linear"),
        ("pytorch_lightning.LightningModule", "lightning.LightningModule"),
        ("pytorch_lightning.core.lightning.LightningModule", "lightning.LightningModule"),
        ("lightning.pytorch.trainer.trainer.Trainer", "lightning.Trainer"),
        ("lightning.fabric.Fabric", "lightning.Fabric"),
        ("transformers.trainer.Trainer", "transformers.Trainer"),
        ("transformers.models.bert.modeling_bert.BertModel", "transformers.BertModel"),
        ("transformers.optimization.get_scheduler", "transformers.get_scheduler"),
        ("torchvision.models.resnet.resnet18", "torchvision.models.resnet18"),
        (
            "torchvision.models.segmentation.deeplabv3.deeplabv3_resnet50",
            "torchvision.models.segmentation.deeplabv3_resnet50",
        ),
        ("torchvision.ops.focal_loss.sigmoid_focal_loss", "torchvision.ops.sigmoid_focal_loss"),
        ("tqdm.auto.tqdm", "tqdm.tqdm"),
        ("timm.loss.cross_entropy.SoftTargetCrossEntropy", "timm.loss.SoftTargetCrossEntropy"),
        ("timm.models.layers.drop.DropPath", "timm.layers.DropPath"),
        ("accelerate.accelerator.Accelerator", "accelerate.Accelerator"),
        # Modules, and what is nobody's alias, stay what they are.
        ("torch.nn.modules.loss", "torch.nn.modules.loss"),
        ("torchvision.models.resnet", "torchvision.models.resnet"),
        ("torch.dropout", "torch.dropout"),
        ("mypackage.nn.Linear", "mypackage.nn.Linear"),
        ("torch", "torch"),
        ("", ""),
    ],
)
def test_the_canonical_name(name: str, expected: str) -> None:
    assert canonical(name) == expected
    assert canonical(expected) == expected


@pytest.mark.parametrize(
    ("alias", "home"),
    [
        ("torch.softmax", "torch.nn.functional.softmax"),
        ("torch.special.expit", "torch.sigmoid"),
        ("torch.nn.functional.sigmoid", "torch.sigmoid"),
    ],
)
def test_an_alias_computes_the_same(alias: str, home: str) -> None:
    from resolving import resolve

    values = torch.tensor([[-1.0, 0.5, 2.0]])
    arguments = {"dim": 1} if "softmax" in alias else {}
    assert torch.equal(resolve(alias)(values, **arguments), resolve(home)(values, **arguments))
