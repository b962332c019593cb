"""Whose gradients a backward fills: modules without parameters have none."""

from __future__ import annotations

import pytest

from torchvet.interpret.events import Backward
from torchvet.interpret.interpreter import execute
from torchvet.project import Project
from torchvet.source.document import Document

PENALTY = """\
import torch
from torch import nn
from torch.utils.data import DataLoader

class Penalty(nn.Module):
    def __init__(self, scale=0.1):
        super().__init__()
        {set_up}
    def forward(self, x):
        return self.scale * x.abs().sum()

model, penalty = nn.Linear(4, 1), Penalty({given})
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in DataLoader(data, batch_size=8):
    output = model(x)
    loss = nn.functional.mse_loss(output, y) + penalty(output)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
"""

BARE = ["self.scale = scale", "self.scale = scale or 1.0", "self.scale, self.reduce = 0.1, torch.sum"]
WITH_PARAMETERS = [
    "self.scale = nn.Parameter(torch.tensor(scale))",
    "self.register_parameter('scale', make(scale))",
    "self.scale = make(scale)",
]


def holders(set_up: str, given: str = "") -> set[str]:
    text = PENALTY.format(set_up=set_up, given=given)
    trace = execute(Document.from_text(text, "train.py"), Project())
    return {holder.label for event in trace.of(Backward) for holder in event.before}


@pytest.mark.parametrize("set_up", BARE)
@pytest.mark.parametrize("given", ["", "0.5", "**settings"])
def test_a_module_that_shows_no_parameters_has_no_gradients(set_up: str, given: str) -> None:
    assert holders(set_up, given) == {"Linear"}


@pytest.mark.parametrize("set_up", WITH_PARAMETERS)
def test_a_module_that_may_have_parameters_may_have_gradients(set_up: str) -> None:
    assert len(holders(set_up)) > 1
