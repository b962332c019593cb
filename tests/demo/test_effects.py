"""What the demo's mistakes do to a training, and that the fixed programs learn: in numbers, with torch."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch

DEMO = Path(__file__).resolve().parents[2] / "demo"
FIXED = Path(__file__).resolve().parent / "fixed"
PROGRAMS_THAT_LEARN = [DEMO / "correct.py", *sorted(FIXED.glob("*.py"))]
FLOOR_OF_TWO_SOFTMAXES = math.log(1 + 9 / math.e)  # 1.4612 for ten classes


@pytest.mark.parametrize("path", PROGRAMS_THAT_LEARN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_program_without_mistakes_learns(path: Path, run: Callable[..., Any]) -> None:
    done = run(path, "--epochs", "2")
    assert done.status == 0, done.errors
    assert done.batch_losses[-1] < done.batch_losses[0] / 2
    assert done.test_losses[-1] < done.test_losses[0] / 2
    assert done.test_losses[-1] <= 1.1 * min(done.test_losses)


# --- train and eval mode ---------------------------------------------------------------------


def test_dropout_is_off_after_the_first_test(watch: Callable[[Path], Any]) -> None:
    modes = watch(DEMO / "train_eval_mode.py").modes
    assert modes == [True] + [False] * (len(modes) - 1)


def test_dropout_stays_on_when_each_batch_restores_the_mode(watch: Callable[[Path], Any]) -> None:
    modes = watch(FIXED / "train_eval_mode.py").modes
    assert len(modes) == 24
    assert all(modes)


# --- zero_grad -------------------------------------------------------------------------------


def test_gradients_add_up_without_zero_grad(watch: Callable[[Path], Any]) -> None:
    training = watch(DEMO / "zero_grad_missing.py")
    total = torch.zeros_like(training.computed[0])
    for computed, used in zip(training.computed, training.used, strict=True):
        total += computed
        torch.testing.assert_close(used, total)


def test_each_step_uses_its_own_gradient_with_zero_grad(watch: Callable[[Path], Any]) -> None:
    training = watch(FIXED / "zero_grad_missing.py")
    for computed, used in zip(training.computed, training.used, strict=True):
        torch.testing.assert_close(used, computed)


def test_loss_rises_again_without_zero_grad(run: Callable[..., Any]) -> None:
    losses = run(DEMO / "zero_grad_missing.py", "--epochs", "2").test_losses
    assert losses[-1] > 2 * min(losses)


def test_weights_never_move_when_gradients_are_cleared_before_the_step(watch: Callable[[Path], Any]) -> None:
    training = watch(DEMO / "zero_grad_misplaced.py")
    assert all(computed.any() for computed in training.computed)
    assert training.used == [None] * 24
    assert all(torch.equal(weight, training.weights[0]) for weight in training.weights)


def test_weights_move_at_each_step_when_gradients_are_cleared_before_backward(
    watch: Callable[[Path], Any],
) -> None:
    weights = watch(FIXED / "zero_grad_misplaced.py").weights
    assert not any(torch.equal(old, new) for old, new in pairwise(weights))


def test_test_loss_stays_the_same_when_no_weight_moves(run: Callable[..., Any]) -> None:
    losses = run(DEMO / "zero_grad_misplaced.py", "--epochs", "2").test_losses
    assert len(set(losses)) == 1


# --- logits and losses -----------------------------------------------------------------------


def test_loss_of_two_softmaxes_stays_above_its_floor(run: Callable[..., Any]) -> None:
    arguments = ("--epochs", "6", "--learning-rate", "1.0")
    wrong = run(DEMO / "softmax_cross_entropy.py", *arguments)
    right = run(FIXED / "softmax_cross_entropy.py", *arguments)
    assert min(wrong.batch_losses + wrong.test_losses) > FLOOR_OF_TWO_SOFTMAXES
    assert right.test_losses[-1] < FLOOR_OF_TWO_SOFTMAXES / 2


# --- first batch -----------------------------------------------------------------------------


class CountingDataset(torch.utils.data.Dataset[Any]):
    """A data set that counts how many of its items were taken."""

    def __init__(self, items: torch.utils.data.TensorDataset) -> None:
        self.items = items
        self.taken = 0

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> Any:
        self.taken += 1
        return self.items[index]


def count_items(program: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[CountingDataset]:
    """Makes a program's data sets count, and gives the list that they will stand in."""
    draw, made = program.draw_digits, []

    def draw_counted(count: int, seed: int) -> CountingDataset:
        made.append(CountingDataset(draw(count, seed)))
        return made[-1]

    monkeypatch.setattr(program, "draw_digits", draw_counted)
    monkeypatch.setattr("sys.argv", ["first_batch.py", "--epochs", "0"])
    return made


def test_loader_has_no_index(run: Callable[..., Any]) -> None:
    done = run(DEMO / "first_batch.py")
    assert done.status == 1
    assert "TypeError: 'DataLoader' object is not subscriptable" in done.errors


def test_list_of_a_loader_loads_the_whole_data_set(
    load: Callable[[Path], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = load(DEMO / "first_batch.py")
    made = count_items(program, monkeypatch)
    with pytest.raises(TypeError, match="not subscriptable"):
        program.main()
    assert made[0].taken == 4096


def test_next_of_iter_loads_one_batch(
    load: Callable[[Path], ModuleType], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = load(FIXED / "first_batch.py")
    made = count_items(program, monkeypatch)
    program.main()
    assert made[0].taken == 2 * 64
