"""Parameters whose annotations allow several types, or are texts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional, Union

import torch
from sklearn.linear_model import LogisticRegression
from torch import nn


class Sorter(nn.Module):
    def __init__(self):
        super().__init__()
        self.weigh = nn.Linear(12, 5)

    def forward(self, measured):
        return torch.softmax(self.weigh(measured), dim=1)


def with_optional(sorter: Optional[Sorter], measured, kinds):
    return nn.functional.cross_entropy(sorter(measured), kinds)  # expect: TV401


def with_none(measured, kinds, sorter: Sorter | None = None):
    if sorter is None:
        return 0
    return nn.functional.cross_entropy(sorter(measured), kinds)  # expect: TV401


def with_text(sorter: "Annotated[Sorter, 'sorts']", measured, kinds):
    return nn.functional.cross_entropy(sorter(measured), kinds)  # expect: TV401


def with_path(sorter: Union[str, Path, Sorter], measured, kinds):
    if isinstance(sorter, (str, Path)):
        sorter = torch.load(sorter)
        return 0
    return nn.functional.cross_entropy(sorter(measured), kinds)  # expect: TV401


class Either:
    def __init__(self, sorter: Union[Sorter, LogisticRegression]):
        self.sorter = sorter

    def fit(self, measured, kinds):
        if isinstance(self.sorter, nn.Module):
            optimizer = torch.optim.SGD(self.sorter.parameters(), lr=0.1)
            optimizer.zero_grad()
            nn.functional.cross_entropy(self.sorter(measured), kinds).backward()  # expect: TV401
            optimizer.step()
        else:
            self.sorter.fit(measured, kinds)
