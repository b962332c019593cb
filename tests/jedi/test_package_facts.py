"""The values that answers are made of survive the way through JSON; foreign records don't."""

from __future__ import annotations

import json

import pytest

from torchvet.program.package_facts import (
    HANDED_ON,
    NEURAL_MODULES,
    Kind,
    PackageFact,
    Parameter,
    Passing,
)

FULL = PackageFact(
    "pkg.Net",
    "pkg.net.Net",
    Kind.CLASS,
    alternatives=("pkg.other.Net",),
    bases=("torch.nn.modules.module.Module",),
    bases_known=True,
    overrides=("forward", "train"),
    constructs=("torch.nn.modules.dropout.Dropout",),
    constructs_known=True,
    reads_training=True,
    returns=("pkg.net.Net",),
    returns_declared=True,
    parameters=(Parameter("model"), Parameter("rest", Passing.ARGUMENTS, False)),
    touches={"model": ("eval", "kept")},
    body_read=True,
)


@pytest.mark.parametrize("fact", [FULL, PackageFact("pkg", "pkg", Kind.MODULE)])
def test_a_fact_survives_json(fact: PackageFact) -> None:
    assert PackageFact.from_json(json.loads(json.dumps(fact.to_json()))) == fact


@pytest.mark.parametrize(
    "record",
    [
        None,
        [],
        "pkg",
        {},
        {"asked": "a", "name": "a", "kind": "nonsense"},
        {"asked": 1, "name": "a", "kind": "class"},
        {"asked": "a", "name": "a", "kind": "class", "bases": "b"},
        {"asked": "a", "name": "a", "kind": "class", "bases": [1]},
        {"asked": "a", "name": "a", "kind": "class", "bases_known": "yes"},
        {"asked": "a", "name": "a", "kind": "class", "touches": ["eval"]},
        {"asked": "a", "name": "a", "kind": "class", "parameters": [["x"]]},
        {"asked": "a", "name": "a", "kind": "class", "surprise": True},
    ],
)
def test_a_foreign_record_is_refused(record: object) -> None:
    with pytest.raises(ValueError):
        PackageFact.from_json(record)


def test_questions_that_are_asked_of_facts() -> None:
    assert FULL.is_a(NEURAL_MODULES)
    assert FULL.is_a({"pkg.net.Net"})
    assert not FULL.is_a({"torch.optim.optimizer.Optimizer"})
    assert FULL.touches_of("model") == ("eval", "kept")
    assert FULL.touches_of("rest") == ()
    assert PackageFact("f", "f", Kind.FUNCTION).touches_of("model") == (HANDED_ON,)


def test_a_fact_can_be_hashed() -> None:
    assert len({FULL, PackageFact.from_json(FULL.to_json())}) == 1
