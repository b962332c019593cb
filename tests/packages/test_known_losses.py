"""The table of losses against the text of the packages that they are in."""

from __future__ import annotations

import pytest

from torchvet.program.jedi_bridge import Environment
from torchvet.program.knowledge.losses import LOSSES
from torchvet.program.knowledge.parameter import Parameter
from torchvet.program.package_facts import Passing

ELSEWHERE = sorted(name for name in LOSSES if not name.startswith("torch."))


def parameters(environment: Environment, name: str) -> dict[str, int]:
    """A function's parameters with their positions, -1 for those by keyword only; empty for ``*args``."""
    fact = environment.explain(name)
    assert fact is not None, f"{name} is not explained"
    if any(each.passing is Passing.ARGUMENTS for each in fact.parameters):
        return {}
    return {
        each.name: at if each.passing is Passing.POSITIONAL else -1 for at, each in enumerate(fact.parameters)
    }


@pytest.mark.parametrize("name", ELSEWHERE)
def test_a_loss_is_made_and_called_as_the_table_says(environment: Environment, name: str) -> None:
    loss = LOSSES[name]
    made = parameters(environment, name)
    options = [parameter for case in loss.cases for parameter, _ in case.when]
    options += [loss.reduction] if loss.reduction else []
    if made:
        for option in options:
            assert_is_at(option, made)
    called = made if loss.functional else forward(environment, name)
    for given, position in ((loss.input, loss.input_position), (loss.target, loss.target_position)):
        assert called.get(given, position) == position
        assert not called or given in called


def assert_is_at(option: Parameter, made: dict[str, int]) -> None:
    assert option.name in made
    assert option.position in (-1, made[option.name])


def forward(environment: Environment, name: str) -> dict[str, int]:
    fact = environment.explain(f"{name}.forward") or environment.explain(f"{name}.__call__")
    return parameters(environment, fact.asked) if fact else {}
