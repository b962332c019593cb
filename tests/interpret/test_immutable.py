"""Values that nobody changes compare and hash as frozen dataclasses do."""

from __future__ import annotations

from dataclasses import replace

from torchvet.interpret.values import Constant, External, Ref, Unknown
from torchvet.source.position import Position


def test_equal_content_is_equal_and_hashes_alike() -> None:
    assert Unknown(("a", 1)) == Unknown(("a", 1))
    assert hash(Unknown(("a", 1))) == hash(Unknown(("a", 1)))
    assert {Ref(1), Ref(1), Ref(2)} == {Ref(1), Ref(2)}


def test_other_kinds_with_the_same_content_are_others() -> None:
    assert Ref(1) != External(1)  # type: ignore[comparison-overlap]


def test_a_class_keeps_the_comparison_that_it_defines() -> None:
    assert Constant(1) != Constant(True)
    assert len({Constant(1), Constant(True), Constant(1.0)}) == 3


def test_replaced_and_ordered() -> None:
    assert replace(Unknown(("a",)), symbol=("b",)) == Unknown(("b",))
    assert Position(1, 2) < Position(1, 3)
