"""When a fixed text counts as the original again."""

from __future__ import annotations

import pytest
from benchmarks.accuracy.comparison import Likeness, likeness

LOOP = """\
def train(model, loader, optimizer):
    for x, y in loader:
{}
"""
FIRST = ["optimizer.zero_grad()", "x = x.to(0)", "loss = model(x, y)", "loss.backward()", "optimizer.step()"]
BEFORE_BACKWARD = [*FIRST[1:3], FIRST[0], *FIRST[3:]]
AFTER_STEP = [*FIRST[1:], FIRST[0]]
BETWEEN = [*FIRST[1:4], FIRST[0], FIRST[4]]


def _text(statements: list[str], more: str = "") -> str:
    return LOOP.format("\n".join("        " + each for each in statements)) + more


def test_the_same_tree_is_equal_whatever_the_spelling() -> None:
    assert likeness(_text(FIRST), _text([*FIRST[:1], "x = x.to( 0 )  # moved", *FIRST[2:]])) is Likeness.EQUAL


def test_another_place_before_the_backward_is_told_apart() -> None:
    assert likeness(_text(BEFORE_BACKWARD), _text(FIRST)) is Likeness.PLACE
    assert likeness(_text(FIRST), _text(BEFORE_BACKWARD)) is Likeness.PLACE


@pytest.mark.parametrize("other", [AFTER_STEP, BETWEEN])
def test_a_place_beyond_backward_or_step_is_different(other: list[str]) -> None:
    assert likeness(_text(BEFORE_BACKWARD), _text(other)) is Likeness.DIFFERENT


def test_a_call_that_may_touch_gradients_between_both_is_different() -> None:
    helper = "\n\ndef penalty(model):\n    return [each.grad for each in model.parameters()]\n"
    first = [FIRST[0], "penalty(model)", *FIRST[1:]]
    later = ["penalty(model)", FIRST[0], *FIRST[1:]]
    assert likeness(_text(first, helper), _text(later, helper)) is Likeness.DIFFERENT
    harmless = helper.replace("each.grad", "each.shape")
    assert likeness(_text(first, harmless), _text(later, harmless)) is Likeness.PLACE


def test_another_block_or_another_change_besides_is_different() -> None:
    nested = [*FIRST[1:3], "if x:", "    optimizer.zero_grad()", *FIRST[3:]]
    assert likeness(_text(nested), _text([*FIRST[:3], "if x:", "    pass", *FIRST[3:]])) is Likeness.DIFFERENT
    assert likeness(_text(BEFORE_BACKWARD), _text([*FIRST[:-1], "optimizer.step(x)"])) is Likeness.DIFFERENT


def test_a_mode_call_may_stand_elsewhere_before_the_model_is_used() -> None:
    first = ["model.train()", "total = 0", *FIRST]
    later = ["total = 0", "model.train()", *FIRST]
    assert likeness(_text(later), _text(first)) is Likeness.PLACE
    after_use = ["total = model(x)", "model.train()", *FIRST]
    before_use = ["model.train()", "total = model(x)", *FIRST]
    assert likeness(_text(after_use), _text(before_use)) is Likeness.DIFFERENT
