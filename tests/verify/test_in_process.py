"""``torchvet.overfit_one_batch`` as a function and as a fixture."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points

import pytest
import torch
from torch import nn
from torch.optim import Adam, Optimizer
from torch.utils.data import DataLoader

import torchvet
from torchvet.verify.result import Verdict

pytest_plugins = ["pytester"]


@pytest.fixture(autouse=True)
def seeded() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


def parts(*last: nn.Module) -> tuple[nn.Module, tuple[torch.Tensor, torch.Tensor], Optimizer]:
    model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4), *last)
    batch = torch.randn(16, 8), torch.randint(0, 4, (16,))
    return model, batch, Adam(model.parameters(), lr=0.02)


def test_a_model_that_learns() -> None:
    model, batch, optimizer = parts()
    result = torchvet.overfit_one_batch(model, nn.CrossEntropyLoss(), batch, optimizer)
    assert result.overfits and not result.findings
    assert result.accuracy is not None and result.accuracy[1] == 1.0


def test_a_model_that_ends_in_a_softmax() -> None:
    model, batch, optimizer = parts(nn.Softmax(dim=1))
    result = torchvet.overfit_one_batch(model, nn.CrossEntropyLoss(), batch, optimizer)
    assert result.verdict is Verdict.PLATEAUS
    assert result.codes == ("TV401",)
    assert result.findings[0].place is not None and result.findings[0].place.filename == __file__


def test_torch_is_left_as_it_was() -> None:
    def state() -> list[object]:
        return [
            nn.Module.__call__, nn.Module.train, torch.autograd.backward, Optimizer.__init__, torch.compile,
            nn.functional.cross_entropy, DataLoader.__iter__, Optimizer.zero_grad, torch.save,
        ]  # fmt: skip

    before = state()
    model, batch, optimizer = parts()
    torchvet.overfit_one_batch(model, nn.CrossEntropyLoss(), batch, optimizer, steps=3)
    with pytest.raises(RuntimeError):
        torchvet.overfit_one_batch(model, nn.CrossEntropyLoss(), (batch[0][:, :2], batch[1]), optimizer)
    assert all(now is then for now, then in zip(state(), before, strict=True))


def test_a_loss_of_model_and_batch() -> None:
    model, batch, optimizer = parts()

    def loss(model: nn.Module, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        return nn.functional.cross_entropy(model(batch["x"]), batch["y"])

    assert torchvet.overfit_one_batch(model, loss, {"x": batch[0], "y": batch[1]}, optimizer).overfits


def test_the_fixture_makes_it_one_line(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        """
        import torch
        from torch import nn

        def parts(*last):
            torch.manual_seed(0)
            model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 4), *last)
            batch = torch.randn(16, 8), torch.randint(0, 4, (16,))
            return model, nn.CrossEntropyLoss(), batch, torch.optim.Adam(model.parameters(), lr=0.02)

        def test_right(overfit_one_batch):
            overfit_one_batch(*parts())

        def test_wrong(overfit_one_batch):
            overfit_one_batch(*parts(nn.Softmax(1)))
        """
    )
    is_installed = any(each.name == "torchvet" for each in entry_points(group="pytest11"))
    result = pytester.runpytest_inprocess(*([] if is_installed else ["-p", "torchvet.verify.pytest_plugin"]))
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(["*TV401*"])
