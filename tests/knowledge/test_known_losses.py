"""What the tables of losses and distributions say, against the installed torch."""

from __future__ import annotations

import inspect

import pytest
from resolving import of_torch, parameters_of, resolve

from torchvet.program.knowledge.distributions import DISTRIBUTIONS
from torchvet.program.knowledge.losses import LOSSES, Expectation
from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT

torch = pytest.importorskip("torch")
nn = torch.nn
functional = torch.nn.functional

OLD_NAMES = frozenset({"NLLLoss2d"})


def test_every_loss_of_torch_is_there() -> None:
    classes = {
        f"torch.nn.{name}"
        for name, _ in inspect.getmembers(nn, inspect.isclass)
        if "Loss" in name and name not in OLD_NAMES and not name.endswith("Options")
    }
    functions = {
        f"torch.nn.functional.{name}"
        for name in vars(functional)
        if (name.endswith(("_loss", "entropy", "_with_logits")) or name == "kl_div")
        and not name.startswith("_")
    }
    assert (classes | functions) - LOSSES.keys() == set()


@pytest.mark.parametrize("name", of_torch(LOSSES))
def test_a_loss_is_called_as_the_table_says(name: str) -> None:
    loss, thing = LOSSES[name], resolve(name)
    assert loss.name == name.rpartition(".")[2]
    assert loss.functional is not inspect.isclass(thing)
    called = parameters_of(thing if loss.functional else thing.forward)
    names = [parameter.name for parameter in called if parameter.name != "self"]
    assert names[loss.input_position] == loss.input
    assert names[loss.target_position] == loss.target
    if loss.reduction is None:
        assert not any(parameter.name == "reduction" for parameter in parameters_of(thing))
        return
    made = {parameter.name: (at, parameter) for at, parameter in enumerate(parameters_of(thing))}
    at, reduction = made["reduction"]
    assert reduction.default == loss.reduction.default
    if reduction.kind is inspect.Parameter.KEYWORD_ONLY:
        assert loss.reduction.position == -1
    else:
        assert at == loss.reduction.position


LOGITS = torch.tensor([[2.0, -1.0, 0.5], [0.1, 0.2, 3.0]])
CLASSES = torch.tensor([0, 2])
BITS = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]])


def test_the_losses_expect_what_the_table_says() -> None:
    cross = functional.cross_entropy(LOGITS, CLASSES)
    assert torch.allclose(functional.nll_loss(LOGITS.log_softmax(1), CLASSES), cross)
    binary = functional.binary_cross_entropy_with_logits(LOGITS, BITS)
    assert torch.allclose(functional.binary_cross_entropy(LOGITS.sigmoid(), BITS), binary)
    assert torch.allclose(functional.multilabel_soft_margin_loss(LOGITS, BITS), binary)
    signed = functional.soft_margin_loss(LOGITS, BITS * 2 - 1)
    assert torch.allclose(signed, binary)
    target = torch.tensor([[0.2, 0.3, 0.5], [0.6, 0.2, 0.2]])
    divergence = functional.kl_div(LOGITS.log_softmax(1), target, reduction="batchmean")
    assert torch.allclose(divergence, (target * (target.log() - LOGITS.log_softmax(1))).sum(1).mean())
    expectations = {
        "cross_entropy": Expectation.LOGITS,
        "nll_loss": Expectation.LOG_PROBABILITIES,
        "binary_cross_entropy_with_logits": Expectation.BINARY_LOGITS,
        "binary_cross_entropy": Expectation.BINARY_PROBABILITIES,
        "multilabel_soft_margin_loss": Expectation.BINARY_LOGITS,
        "soft_margin_loss": Expectation.BINARY_LOGITS,
        "kl_div": Expectation.LOG_DENSITY,
        "mse_loss": Expectation.ANY,
    }
    for name, expected in expectations.items():
        assert LOSSES[f"torch.nn.functional.{name}"].expects is expected


def test_the_reduction_is_read() -> None:
    loss = LOSSES["torch.nn.CrossEntropyLoss"]
    assert loss.is_reduced({}) is True
    assert loss.is_reduced({"reduction": "none"}) is False
    assert loss.is_reduced({4: "sum"}) is True
    assert loss.is_reduced({"reduce": False}) is False
    assert loss.is_reduced({"reduction": UNKNOWN_ARGUMENT}) is None
    assert LOSSES["torchvision.ops.sigmoid_focal_loss"].is_reduced({}) is False


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("monai.losses.DiceLoss", {}, Expectation.PROBABILITIES),
        ("monai.losses.DiceLoss", {"other_act": UNKNOWN_ARGUMENT}, Expectation.ANY),
        ("monai.losses.DiceLoss", {"softmax": True}, Expectation.LOGITS),
        ("monai.losses.DiceLoss", {"sigmoid": True}, Expectation.BINARY_LOGITS),
        ("monai.losses.DiceLoss", {"sigmoid": UNKNOWN_ARGUMENT}, Expectation.ANY),
        ("monai.losses.FocalLoss", {}, Expectation.BINARY_LOGITS),
        ("segmentation_models_pytorch.losses.DiceLoss", {0: "multiclass"}, Expectation.LOGITS),
        ("segmentation_models_pytorch.losses.DiceLoss", {0: "binary"}, Expectation.BINARY_LOGITS),
        (
            "segmentation_models_pytorch.losses.DiceLoss",
            {0: "binary", "from_logits": False},
            Expectation.PROBABILITIES,
        ),
        ("segmentation_models_pytorch.losses.DiceLoss", {0: UNKNOWN_ARGUMENT}, Expectation.ANY),
        ("torch.nn.CrossEntropyLoss", {}, Expectation.LOGITS),
    ],
)
def test_what_a_loss_expects_can_depend_on_arguments(
    name: str, arguments: dict[int | str, object], expected: Expectation
) -> None:
    assert LOSSES[name].expects_given(arguments) is expected


def test_every_distribution_with_probabilities_is_there() -> None:
    package = torch.distributions
    takes_probabilities = {
        f"torch.distributions.{name}"
        for name in package.__all__
        if inspect.isclass(getattr(package, name))
        and "probs" in {parameter.name for parameter in parameters_of(getattr(package, name))}
    }
    assert takes_probabilities == DISTRIBUTIONS.keys()


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_the_arguments_of_distributions(name: str) -> None:
    names = [parameter.name for parameter in parameters_of(resolve(name))]
    distribution = DISTRIBUTIONS[name]
    assert names[distribution.probs.position] == "probs"
    assert names[distribution.logits.position] == "logits"


@pytest.mark.parametrize("name", ["Categorical", "OneHotCategorical", "Bernoulli", "Geometric"])
def test_which_distributions_sum_to_one(name: str) -> None:
    distribution = getattr(torch.distributions, name)(logits=torch.tensor([1.0, 2.0, 3.0]))
    sums_to_one = bool(torch.isclose(distribution.probs.sum(), torch.tensor(1.0)))
    assert DISTRIBUTIONS[f"torch.distributions.{name}"].categorical is sums_to_one
