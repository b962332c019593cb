"""What the table of layers says, against the installed torch."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

import pytest
from resolving import of_torch, parameters_of, resolve

from torchvet.program.knowledge.layers import (
    LAYERS,
    UNKNOWN_ARGUMENT,
    Dependence,
    Output,
    depends_on_mode,
    has_parameters,
)
from torchvet.program.knowledge.wrappers import WRAPPERS

torch = pytest.importorskip("torch")
nn = torch.nn

UNCLASSIFIED = frozenset(
    {
        # No layers: the base class, its old name, parameters and options.
        "torch.nn.Module",
        "torch.nn.Container",
        "torch.nn.Parameter",
        "torch.nn.Buffer",
        "torch.nn.UninitializedParameter",
        "torch.nn.UninitializedBuffer",
        "torch.nn.LinearCrossEntropyOptions",
        # The old name of NLLLoss.
        "torch.nn.NLLLoss2d",
    }
)

ARGUMENTS: dict[str, tuple[object, ...]] = {
    **dict.fromkeys(("Linear", "RNN", "LSTM", "GRU", "RNNCell", "LSTMCell", "GRUCell"), (4, 4)),
    **dict.fromkeys(("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"), (4,)),
    **dict.fromkeys(("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d"), (4,)),
    **dict.fromkeys(("Conv1d", "Conv2d", "Conv3d"), (4, 4, 1)),
    **dict.fromkeys(("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"), (4, 4, 1)),
    "Bilinear": (4, 4, 4),
    "LayerNorm": (4,),
    "RMSNorm": (4,),
    "GroupNorm": (2, 4),
    "Embedding": (4, 4),
    "EmbeddingBag": (4, 4),
    "MultiheadAttention": (4, 2),
    "TransformerEncoderLayer": (4, 2),
    "TransformerDecoderLayer": (4, 2),
    "PReLU": (),
    "Dropout": (),
    "Identity": (),
    "ReLU": (),
    "Softmax": (),
}


def test_every_class_of_torch_nn_is_classified() -> None:
    classes = {f"torch.nn.{name}" for name, _ in inspect.getmembers(nn, inspect.isclass)}
    missing = classes - LAYERS.keys() - WRAPPERS.keys() - UNCLASSIFIED
    assert missing == set()


def test_every_layer_of_torch_exists() -> None:
    for name in of_torch(LAYERS):
        assert inspect.isclass(resolve(name)), name


@pytest.mark.parametrize("name", of_torch(LAYERS))
def test_the_arguments_that_decide_stand_where_the_table_says(name: str) -> None:
    layer = LAYERS[name]
    wanted = [requirement.parameter for requirement in (layer.mode.when if layer.mode else ())]
    if layer.holds is not None:
        wanted.append(layer.holds)
    if not wanted or name in ("torch.nn.RNN", "torch.nn.LSTM", "torch.nn.GRU", "torch.nn.RNNBase"):
        return
    actual = parameters_of(resolve(name))
    for parameter in wanted:
        found = actual[parameter.position]
        assert found.name == parameter.name
        if parameter.default is not UNKNOWN_ARGUMENT:
            assert found.default == parameter.default


@pytest.mark.parametrize(
    ("kind", "leading"),
    [
        ("RNN", (3, 4, 2, "relu", True, False)),
        ("LSTM", (3, 4, 2, True, False)),
        ("GRU", (3, 4, 2, True, False)),
    ],
)
def test_the_dropout_of_recurrent_layers_stands_where_the_table_says(
    kind: str, leading: tuple[object, ...]
) -> None:
    layer = getattr(nn, kind)(*leading, 0.25)
    assert layer.dropout == 0.25
    positions = dict(enumerate((*leading, 0.25)))
    assert depends_on_mode(f"torch.nn.{kind}", positions) is Dependence.YES
    assert depends_on_mode(f"torch.nn.{kind}", {**positions, len(leading): 0.0}) is Dependence.NO


@pytest.mark.parametrize("short", ARGUMENTS)
def test_has_parameters_as_the_table_says(short: str) -> None:
    layer = getattr(nn, short)(*ARGUMENTS[short])
    assert has_parameters(f"torch.nn.{short}") == (next(layer.parameters(), None) is not None)


YES, NO, UNKNOWN = Dependence.YES, Dependence.NO, Dependence.UNKNOWN


@pytest.mark.parametrize(
    ("short", "arguments", "expected"),
    [
        ("Dropout", {}, YES),
        ("Dropout", {0: 0.0}, NO),
        ("Dropout", {"p": 0}, NO),
        ("Dropout", {"p": 0.1}, YES),
        ("Dropout", {"p": UNKNOWN_ARGUMENT}, UNKNOWN),
        ("Dropout", {"*": UNKNOWN_ARGUMENT}, UNKNOWN),
        ("AlphaDropout", {}, YES),
        ("BatchNorm2d", {0: 8}, YES),
        ("BatchNorm2d", {0: 8, "track_running_stats": False}, NO),
        ("BatchNorm1d", {0: 8, 1: 1e-5, 2: 0.1, 3: True, 4: False}, NO),
        ("LazyBatchNorm2d", {}, YES),
        ("LazyBatchNorm2d", {3: False}, NO),
        ("SyncBatchNorm", {0: 8}, YES),
        ("InstanceNorm2d", {0: 8}, NO),
        ("InstanceNorm2d", {0: 8, "track_running_stats": True}, YES),
        ("LSTM", {0: 8, 1: 8}, NO),
        ("LSTM", {0: 8, 1: 8, "dropout": 0.5}, NO),
        ("LSTM", {0: 8, 1: 8, "num_layers": 2, "dropout": 0.5}, YES),
        ("LSTM", {0: 8, 1: 8, "num_layers": 2, "dropout": UNKNOWN_ARGUMENT}, UNKNOWN),
        ("LSTM", {0: 8, 1: 8, "num_layers": UNKNOWN_ARGUMENT}, NO),
        ("MultiheadAttention", {0: 8, 1: 2}, NO),
        ("MultiheadAttention", {0: 8, 1: 2, 2: 0.1}, YES),
        ("TransformerEncoderLayer", {0: 8, 1: 2}, YES),
        ("TransformerEncoderLayer", {0: 8, 1: 2, "dropout": 0.0}, NO),
        ("TransformerEncoder", {0: UNKNOWN_ARGUMENT, 1: 2}, UNKNOWN),
        ("Transformer", {}, YES),
        ("RReLU", {}, YES),
        ("Linear", {0: 1, 1: 2}, NO),
        ("FractionalMaxPool2d", {0: 2}, NO),
        ("Sequential", {}, UNKNOWN),
        ("NoSuchLayer", {}, UNKNOWN),
    ],
)
def test_dependence_on_the_mode(
    short: str, arguments: Mapping[int | str, object], expected: Dependence
) -> None:
    assert depends_on_mode(f"torch.nn.{short}", arguments) is expected


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (lambda: nn.Dropout(0.5), (8, 4)),
        (lambda: nn.Dropout(0.0), (8, 4)),
        (lambda: nn.BatchNorm1d(4), (8, 4)),
        (lambda: nn.BatchNorm1d(4, track_running_stats=False), (8, 4)),
        (lambda: nn.InstanceNorm1d(4), (2, 4, 6)),
        (lambda: nn.InstanceNorm1d(4, track_running_stats=True), (2, 4, 6)),
        (lambda: nn.RReLU(), (8, 4)),
        (lambda: nn.TransformerEncoderLayer(4, 2, 8, batch_first=True), (2, 3, 4)),
        (lambda: nn.TransformerEncoderLayer(4, 2, 8, 0.0, batch_first=True), (2, 3, 4)),
        (lambda: nn.LayerNorm(4), (8, 4)),
        (lambda: nn.GroupNorm(2, 4), (8, 4)),
    ],
)
def test_layers_that_are_said_to_depend_on_the_mode_do(layer: object, shape: tuple[int, ...]) -> None:
    torch.manual_seed(0)
    made = layer()
    values = torch.randn(shape)
    in_train = made.train()(values)
    in_eval = made.eval()(values)
    differs = not torch.allclose(in_train, in_eval, atol=1e-5)
    arguments = {name: getattr(made, name) for name in ("p", "track_running_stats") if hasattr(made, name)}
    if isinstance(made, nn.TransformerEncoderLayer):
        arguments = {"dropout": made.dropout.p}
    said = depends_on_mode(f"torch.nn.{type(made).__name__}", arguments)
    assert said is (YES if differs else NO)


@pytest.mark.parametrize(
    ("name", "output"),
    [
        ("torch.nn.Linear", Output.LOGITS),
        ("torch.nn.Conv2d", Output.LOGITS),
        ("torch.nn.Dropout", Output.PRESERVES),
        ("torch.nn.Flatten", Output.PRESERVES),
        ("torch.nn.Softmax", Output.SOFTMAX),
        ("torch.nn.Softmax2d", Output.SOFTMAX),
        ("torch.nn.LogSoftmax", Output.LOG_SOFTMAX),
        ("torch.nn.Sigmoid", Output.SIGMOID),
        ("torch.nn.LogSigmoid", Output.LOG_SIGMOID),
        ("torch.nn.ReLU", Output.OTHER),
        ("torch.nn.BatchNorm1d", Output.OTHER),
        ("torch.nn.Sequential", Output.CONTAINER),
        ("torch.nn.LSTM", Output.UNKNOWN),
        ("torch.nn.CrossEntropyLoss", Output.LOSS),
    ],
)
def test_the_output_of_layers(name: str, output: Output) -> None:
    assert LAYERS[name].output is output
