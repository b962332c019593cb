"""What the tables of models and frameworks say."""

from __future__ import annotations

import pytest

from torchvet.program.knowledge.frameworks import LIFE_CYCLES, TRAINERS, Phase
from torchvet.program.knowledge.layers import Dependence, Output
from torchvet.program.knowledge.models import Gives, Start
from torchvet.program.knowledge.parameter import SPREAD, UNKNOWN_ARGUMENT
from torchvet.program.knowledge.pretrained import MODELS, model_by_name, transformers_model
from torchvet.program.knowledge.roles import INITIALIZERS, METHOD_ROLES, Role

YES, NO, UNKNOWN = Dependence.YES, Dependence.NO, Dependence.UNKNOWN


@pytest.mark.parametrize(
    ("short", "arguments", "dependence", "layers"),
    [
        ("resnet50", {}, YES, ("BatchNorm2d",)),
        ("resnet50", {"norm_layer": UNKNOWN_ARGUMENT}, UNKNOWN, ()),
        ("resnet50", {SPREAD: UNKNOWN_ARGUMENT}, UNKNOWN, ()),
        ("resnet50", {"num_classes": 10, "weights": None}, YES, ("BatchNorm2d",)),
        ("vgg16", {}, YES, ("Dropout",)),
        ("vgg16", {"dropout": 0.0}, NO, ()),
        ("vgg16_bn", {"dropout": 0.0}, YES, ("BatchNorm2d",)),
        ("densenet121", {}, YES, ("BatchNorm2d",)),
        ("vit_b_16", {}, NO, ()),
        ("vit_b_16", {"dropout": 0.1}, YES, ("Dropout",)),
        ("vit_b_16", {"dropout": UNKNOWN_ARGUMENT}, UNKNOWN, ()),
        ("efficientnet_b0", {}, YES, ("BatchNorm2d", "Dropout", "StochasticDepth")),
        ("convnext_tiny", {}, YES, ("StochasticDepth",)),
    ],
)
def test_the_layers_of_torchvisions_models(
    short: str, arguments: dict[int | str, object], dependence: Dependence, layers: tuple[str, ...]
) -> None:
    model = MODELS[f"torchvision.models.{short}"]
    assert model.dependence(arguments) is dependence
    assert model.mode_layers(arguments) == layers
    assert model.start is Start.TRAIN


@pytest.mark.parametrize(
    ("name", "gives"),
    [
        ("torchvision.models.resnet18", Gives.LOGITS),
        ("torchvision.models.squeezenet1_0", Gives.TENSOR),
        ("torchvision.models.inception_v3", Gives.LOGITS_WITH_AUXILIARY),
        ("torchvision.models.segmentation.fcn_resnet50", Gives.SEGMENTATION),
        ("torchvision.models.detection.fasterrcnn_resnet50_fpn", Gives.DETECTION),
        ("torch.hub.load", Gives.UNKNOWN),
    ],
)
def test_what_models_give(name: str, gives: Gives) -> None:
    assert MODELS[name].gives is gives


@pytest.mark.parametrize(
    ("arguments", "output"),
    [
        ({}, Output.LOGITS),
        ({"activation": None}, Output.LOGITS),
        ({"activation": "softmax2d"}, Output.SOFTMAX),
        ({"activation": "sigmoid"}, Output.SIGMOID),
        ({"activation": "tanh"}, Output.OTHER),
        ({"activation": UNKNOWN_ARGUMENT}, Output.UNKNOWN),
        ({"aux_params": UNKNOWN_ARGUMENT}, Output.UNKNOWN),
    ],
)
def test_the_last_activation_of_segmentation_models(
    arguments: dict[int | str, object], output: Output
) -> None:
    assert MODELS["segmentation_models_pytorch.Unet"].output(arguments) is output


def test_a_model_by_its_name() -> None:
    function = "torchvision.models.get_model"
    assert model_by_name(function, {0: "resnet18"}) is MODELS["torchvision.models.resnet18"]
    assert model_by_name(function, {"name": "fcn_resnet50"}) is not None
    assert model_by_name(function, {0: UNKNOWN_ARGUMENT}) is None
    assert model_by_name("mypackage.get_model", {0: "resnet18"}) is None


@pytest.mark.parametrize(
    ("name", "method", "arguments", "start", "dependence"),
    [
        ("BertForSequenceClassification", "from_pretrained", {0: UNKNOWN_ARGUMENT}, Start.EVAL, YES),
        (
            "BertForSequenceClassification",
            "from_pretrained",
            {"config": UNKNOWN_ARGUMENT},
            Start.EVAL,
            UNKNOWN,
        ),
        ("BertForSequenceClassification", None, {0: UNKNOWN_ARGUMENT}, Start.TRAIN, UNKNOWN),
        ("AutoModelForSequenceClassification", "from_pretrained", {0: "bert-base-uncased"}, Start.EVAL, YES),
        ("AutoModelForSequenceClassification", "from_pretrained", {0: "someone/thing"}, Start.EVAL, UNKNOWN),
        ("AutoModelForCausalLM", "from_config", {0: UNKNOWN_ARGUMENT}, Start.TRAIN, UNKNOWN),
        ("ViTForImageClassification", "from_pretrained", {0: UNKNOWN_ARGUMENT}, Start.EVAL, UNKNOWN),
    ],
)
def test_models_of_transformers(
    name: str, method: str | None, arguments: dict[int | str, object], start: Start, dependence: Dependence
) -> None:
    model = transformers_model(f"transformers.{name}", method, arguments)
    assert model is not None
    assert model.start is start
    assert model.dependence({}) is dependence
    assert model.gives is Gives.OUTPUT_OBJECT


@pytest.mark.parametrize(
    "name",
    [
        "AutoTokenizer",
        "BertTokenizer",
        "BertConfig",
        "Trainer",
        "DataCollatorForLanguageModeling",
        "TrainingArguments",
    ],
)
def test_what_is_no_model_of_transformers(name: str) -> None:
    assert transformers_model(f"transformers.{name}", "from_pretrained", {}) is None


def test_lightning_owns_modes_and_gradients() -> None:
    module = LIFE_CYCLES["lightning.LightningModule"]
    assert module.owns_modes
    assert module.owns_gradients
    assert module.manual_flag == "automatic_optimization"
    assert module.hooks["training_step"] is Phase.TRAIN
    assert module.hooks["validation_step"] is Phase.EVAL
    assert "overfit_batches" in TRAINERS["lightning.Trainer"].limits


def test_roles_of_accelerate_and_deepspeed() -> None:
    assert METHOD_ROLES["accelerate.Accelerator"]["backward"] is Role.BACKWARD
    assert METHOD_ROLES["accelerate.Accelerator"]["prepare"] is Role.SAME
    initializer = INITIALIZERS["deepspeed.initialize"]
    assert initializer.engine in METHOD_ROLES
    assert initializer.steps_zero
