"""What the text of real packages says of their classes and functions."""

from __future__ import annotations

import pytest

from torchvet.program.jedi_bridge import Environment
from torchvet.program.knowledge.layer import Dependence
from torchvet.program.knowledge.models import Model
from torchvet.program.package_facts import LOADERS, NEURAL_MODULES, OPTIMIZERS, Kind, PackageFact
from torchvet.program.package_models import model_of_package


def explained(environment: Environment, name: str) -> PackageFact:
    fact = environment.explain(name)
    assert fact is not None, f"{name} is not explained"
    return fact


MODULES = [
    "timm.models.resnet.ResNet",
    "timm.loss.JsdCrossEntropy",
    "segmentation_models_pytorch.Unet",
    "segmentation_models_pytorch.losses.DiceLoss",
    "transformers.BertModel",
    "transformers.ViTForImageClassification",
    "monai.networks.nets.UNet",
    "monai.losses.DiceLoss",
    "kornia.losses.FocalLoss",
    "kornia.augmentation.ColorJitter",
    "lightning.LightningModule",
    "pytorch_lightning.LightningModule",
    "torchmetrics.Accuracy",
    "torchmetrics.MetricCollection",
    "torchvision.models.ResNet",
    "torchvision.ops.StochasticDepth",
    "pytorch_metric_learning.losses.ArcFaceLoss",
    "composer.models.ComposerClassifier",
]
OPTIMIZER_NAMES = [
    "timm.optim.Lion",
    "timm.optim.AdamW",
    "timm.optim.Lookahead",
    "transformers.Adafactor",
    "lion_pytorch.Lion",
    "monai.optimizers.Novograd",
]
NO_OPTIMIZERS = [
    "transformers.get_linear_schedule_with_warmup",
    "timm.scheduler.CosineLRScheduler",
    "ignite.handlers.param_scheduler.LinearCyclicalScheduler",
    "composer.optim.ConstantScheduler",
    "accelerate.Accelerator",
    "lightning.Trainer",
    "transformers.Trainer",
    "fastai.learner.Learner",
    "ignite.engine.Engine",
    "skorch.NeuralNetClassifier",
    "poutyne.Model",
]


@pytest.mark.parametrize("name", MODULES)
def test_modules(environment: Environment, name: str) -> None:
    assert explained(environment, name).is_a(NEURAL_MODULES)


@pytest.mark.parametrize("name", OPTIMIZER_NAMES)
def test_optimizers(environment: Environment, name: str) -> None:
    assert explained(environment, name).is_a(OPTIMIZERS)


@pytest.mark.parametrize("name", NO_OPTIMIZERS)
def test_neither_module_nor_optimizer(environment: Environment, name: str) -> None:
    fact = explained(environment, name)
    assert not fact.is_a(NEURAL_MODULES | OPTIMIZERS | LOADERS)


def test_loaders(environment: Environment) -> None:
    assert explained(environment, "monai.data.DataLoader").is_a(LOADERS)
    assert explained(environment, "monai.data.ThreadDataLoader").is_a(LOADERS)
    assert not explained(environment, "timm.data.loader.PrefetchLoader").is_a(LOADERS)


@pytest.mark.parametrize(
    ("name", "returned"),
    [
        ("timm.models.resnet18", "timm.models.resnet.ResNet"),
        ("timm.create_model", "torch.nn.modules.module.Module"),
        ("timm.optim.create_optimizer_v2", "torch.optim.optimizer.Optimizer"),
        ("transformers.get_linear_schedule_with_warmup", "torch.optim.lr_scheduler.LambdaLR"),
        ("ignite.engine.create_supervised_trainer", "ignite.engine.engine.Engine"),
        ("fastai.vision.all.vision_learner", "fastai.learner.Learner"),
        ("torchvision.models.resnet50", "torchvision.models.resnet.ResNet"),
    ],
)
def test_what_functions_return(environment: Environment, name: str, returned: str) -> None:
    fact = explained(environment, name)
    assert fact.kind is Kind.FUNCTION
    assert fact.returns == (returned,)


def model(environment: Environment, name: str) -> Model:
    return model_of_package(explained(environment, name), exact=True)


@pytest.mark.parametrize(
    ("name", "dependence"),
    [
        # Batch norm and dropout that every object has.
        ("kornia.feature.HardNet", Dependence.YES),
        ("kornia.feature.SOSNet", Dependence.YES),
        # A loss of functions only.
        ("timm.loss.SoftTargetCrossEntropy", Dependence.NO),
        # The norm is a parameter, the rates are 0 unless they are passed: the text alone can't say.
        ("timm.models.resnet.ResNet", Dependence.UNKNOWN),
        ("timm.models.vision_transformer.VisionTransformer", Dependence.UNKNOWN),
        ("monai.networks.nets.UNet", Dependence.UNKNOWN),
        ("transformers.BertModel", Dependence.UNKNOWN),
    ],
)
def test_what_depends_on_the_mode(environment: Environment, name: str, dependence: Dependence) -> None:
    assert model(environment, name).dependence({}) is dependence


def test_which_layers_depend_on_the_mode(environment: Environment) -> None:
    assert model(environment, "kornia.feature.HardNet").mode_layers({}) == ("BatchNorm2d", "Dropout")


def test_own_ways_of_switching_modes_are_told(environment: Environment) -> None:
    assert model(environment, "transformers.BertModel").switches_itself
    assert not model(environment, "kornia.feature.HardNet").switches_itself
