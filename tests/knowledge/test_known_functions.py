"""What the tables of functions and methods say, against the installed torch."""

from __future__ import annotations

import pytest
from resolving import of_torch, parameters_of, resolve

from torchvet.program.knowledge.dropouts import FUNCTIONAL_DROPOUTS, FUNCTIONAL_MODE
from torchvet.program.knowledge.functions import FUNCTIONS, METHODS, TensorEffect, is_in_place
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.names import canonical
from torchvet.program.knowledge.parameter import UNKNOWN_ARGUMENT

torch = pytest.importorskip("torch")
functional = torch.nn.functional

NOT_TENSOR_FUNCTIONS = frozenset(
    """
    Callable Optional Tensor ScalingType SwizzleType DType boolean_dispatch handle_torch_function
    has_torch_function has_torch_function_unary has_torch_function_variadic assert_int_or_pair
    """.split()  # noqa: SIM905
)
"""What ``torch.nn.functional`` happens to import."""

ATTRIBUTES = frozenset(
    """
    H T device dtype grad grad_dtype grad_fn is_cpu is_cuda is_ipu is_leaf is_maia is_meta is_mkldnn is_mps
    is_mtia is_nested is_quantized is_sparse is_sparse_csr is_vulkan is_xla is_xpu itemsize layout mH mT name
    nbytes ndim output_nr requires_grad retains_grad shape volatile
    """.split()  # noqa: SIM905
)
"""Attributes of tensors that are no methods."""

NAMED_TENSORS = frozenset({"rename", "rename_", "refine_names", "align_to", "align_as"})
"""Methods that torch has removed, and that are still in programs."""


def test_every_function_of_torch_nn_functional_is_classified() -> None:
    names = {
        canonical(f"torch.nn.functional.{name}")
        for name, member in vars(functional).items()
        if callable(member) and not name.startswith("_") and name not in NOT_TENSOR_FUNCTIONS
    }
    assert names - FUNCTIONS.keys() - LOSSES.keys() == set()


def test_every_method_of_tensors_is_classified() -> None:
    names = {name for name in dir(torch.Tensor) if not name.startswith("_")}
    assert names - METHODS.keys() - ATTRIBUTES == set()


def test_every_method_in_the_table_exists() -> None:
    assert {name for name in METHODS if not hasattr(torch.Tensor, name)} == NAMED_TENSORS


@pytest.mark.parametrize("table", [FUNCTIONS, FUNCTIONAL_DROPOUTS, FUNCTIONAL_MODE])
def test_every_function_of_torch_in_the_tables_exists(table: dict[str, object]) -> None:
    for name in of_torch(table):
        assert callable(resolve(name)), name


def test_functions_that_torch_has_twice_have_the_same_effect() -> None:
    for name, effect in METHODS.items():
        twin = FUNCTIONS.get(canonical(f"torch.{name}"))
        assert twin is None or twin is effect, name


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "sigmoid"])
def test_methods_and_functions_of_the_activations_agree(name: str) -> None:
    assert METHODS[name] is FUNCTIONS[canonical(f"torch.{name}")]


def _draw() -> object:
    torch.manual_seed(0)
    return torch.randn(4, 3).softmax(1)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("view", (3, 4)),
        ("reshape", (12,)),
        ("flatten", ()),
        ("squeeze", ()),
        ("unsqueeze", (0,)),
        ("permute", (1, 0)),
        ("t", ()),
        ("transpose", (0, 1)),
        ("contiguous", ()),
        ("clone", ()),
        ("double", ()),
        ("cpu", ()),
        ("expand", (2, 4, 3)),
        ("repeat", (2, 1)),
        ("clamp", (0.0, 1.0)),
        ("select", (1, 0)),
        ("narrow", (0, 0, 2)),
        ("flip", (0,)),
        ("roll", (1,)),
    ],
)
def test_what_preserves_changes_no_value(name: str, arguments: tuple[object, ...]) -> None:
    values = _draw()
    result = getattr(values, name)(*arguments)
    assert METHODS[name] is TensorEffect.PRESERVES
    assert set(result.double().flatten().tolist()) <= set(values.double().flatten().tolist())


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("argmax", (1,)),
        ("argmin", (1,)),
        ("argsort", ()),
        ("multinomial", (1,)),
        ("gt", (0.5,)),
        ("ge", (0.5,)),
    ],
)
def test_what_has_no_gradient_has_none(name: str, arguments: tuple[object, ...]) -> None:
    values = _draw().requires_grad_()
    assert METHODS[name] in (TensorEffect.CLASS_INDICES, TensorEffect.COMPARES)
    assert not getattr(values, name)(*arguments).requires_grad


@pytest.mark.parametrize("name", ["topk", "sort", "kthvalue", "mode", "cummax", "cummin"])
def test_values_and_indices_come_as_a_pair(name: str) -> None:
    values, indices = getattr(_draw(), name)(
        *((1,) if name == "kthvalue" else (2, 0) if name == "topk" else (0,))
    )
    assert METHODS[name] is TensorEffect.VALUES_AND_INDICES
    assert values.is_floating_point()
    assert not indices.is_floating_point()


@pytest.mark.parametrize("name", ["max", "min", "median", "nanmedian"])
def test_an_extremum_is_a_pair_along_a_dimension(name: str) -> None:
    values = _draw()
    assert METHODS[name] is TensorEffect.EXTREMUM
    assert getattr(values, name)().ndim == 0
    assert len(getattr(values, name)(1)) == 2


@pytest.mark.parametrize("name", ["chunk", "split", "tensor_split", "unbind"])
def test_what_splits_gives_several(name: str) -> None:
    arguments = () if name == "unbind" else (2,)
    assert METHODS[name] is TensorEffect.SPLITS
    assert isinstance(getattr(_draw(), name)(*arguments), tuple)


@pytest.mark.parametrize(
    "name", [name for name, effect in FUNCTIONS.items() if effect is TensorEffect.FRESH and "_like" in name]
)
def test_fresh_tensors_have_no_gradient_unless_told(name: str) -> None:
    arguments = {"torch.full_like": (0.0,), "torch.randint_like": (3,)}.get(name, ())
    values = _draw().requires_grad_()
    assert not resolve(name)(values, *arguments).requires_grad
    assert resolve(name)(values, *arguments, requires_grad=True).requires_grad


@pytest.mark.parametrize(
    "name", [name for name in FUNCTIONAL_DROPOUTS if name.startswith("torch.nn.functional.")]
)
def test_the_arguments_of_functional_dropouts(name: str) -> None:
    if name.endswith("scaled_dot_product_attention"):
        values = torch.randn(1, 1, 4, 4)
        torch.manual_seed(0)
        dropped = functional.scaled_dot_product_attention(values, values, values, None, 0.5)
        assert FUNCTIONAL_DROPOUTS[name].rate.position == 4
        assert not torch.equal(dropped, functional.scaled_dot_product_attention(values, values, values))
        return
    known = FUNCTIONAL_DROPOUTS[name]
    actual = parameters_of(resolve(name))
    for parameter in (known.rate, known.training):
        found = actual[parameter.position]
        assert found.name == parameter.name
        if parameter.default is not UNKNOWN_ARGUMENT:
            assert found.default == parameter.default


@pytest.mark.parametrize("name", [name for name in FUNCTIONAL_DROPOUTS if name.count(".") == 1])
def test_torchs_own_dropouts_want_the_mode(name: str) -> None:
    values = torch.ones(2, 8, 8)
    torch.manual_seed(0)
    with pytest.raises(TypeError):
        resolve(name)(values)
    assert torch.equal(resolve(name)(values.clone(), 0.5, False), values)
    assert not torch.equal(resolve(name)(values.clone(), 0.5, True), values)


def test_the_arguments_of_other_mode_functions() -> None:
    for name, known in FUNCTIONAL_MODE.items():
        if name.startswith("torch.nn.functional.") and not name.endswith("_"):
            found = parameters_of(resolve(name))[known.training.position]
            assert (found.name, found.default) == (known.training.name, known.training.default)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sigmoid_", True),
        ("torch.nn.functional.relu_", True),
        ("requires_grad_", False),
        ("softmax", False),
        ("__getitem__", False),
    ],
)
def test_what_works_in_place(name: str, expected: bool) -> None:
    assert is_in_place(name) is expected
