"""What an annotation allows beside a known class isn't known."""

from __future__ import annotations

from typing import Any, Optional, Union

import torch
from somewhere import Scales
from torch import nn


class Sorter(nn.Module):
    def __init__(self):
        super().__init__()
        self.weigh = nn.Linear(12, 5)

    def forward(self, measured):
        return torch.softmax(self.weigh(measured), dim=1)


def of_either(sorter: Union[Sorter, Scales], measured, kinds):
    if isinstance(sorter, Scales):
        return nn.functional.cross_entropy(sorter(measured), kinds)
    return nn.functional.nll_loss(sorter(measured).log(), kinds)


def of_any(sorter: Optional[Any], measured, kinds):
    return nn.functional.cross_entropy(sorter(measured), kinds)


def of_broken_text(sorter: "Sorter or", measured, kinds):
    return nn.functional.cross_entropy(sorter(measured), kinds)


def of_many(sorters: list[Sorter], measured, kinds):
    return nn.functional.cross_entropy(sorters(measured), kinds)
