"""What a class works with is only declared: whoever makes an object hands it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Optional

import torch
from torch import nn
from torch.utils.data import DataLoader


class Guesser(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(5, 20), nn.Dropout(0.2), nn.Linear(20, 3))

    def forward(self, shown):
        return self.layers(shown)


@dataclass
class Lessons:
    guesser: Guesser
    optimizer: torch.optim.Optimizer
    batches: "DataLoader"
    scheduler: Optional[torch.optim.lr_scheduler.LRScheduler]
    turns: int = 10

    def learn(self):
        for _ in range(self.turns):
            for shown, kinds in self.batches:
                loss = nn.functional.cross_entropy(self.guesser(shown), kinds)
                loss.backward()  # expect: TV301
                self.optimizer.step()
            if self.scheduler is not None:
                self.scheduler.step()
