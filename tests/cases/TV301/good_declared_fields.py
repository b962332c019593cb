"""What is declared is set by a method, or is what the class itself zeroes."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn
from torch.utils.data import DataLoader

from somewhere import Engine


@dataclass
class Lessons:
    guesser: nn.Module
    optimizer: torch.optim.Optimizer
    batches: DataLoader

    def learn(self):
        for shown, kinds in self.batches:
            self.forget()
            nn.functional.cross_entropy(self.guesser(shown), kinds).backward()
            self.optimizer.step()

    def forget(self):
        for parameter in self.guesser.parameters():
            parameter.grad = None
        self.optimizer.zero_grad()


class Driven:
    mover: torch.optim.Optimizer
    guesser: nn.Module
    anything: Any

    def start(self, guesser):
        self.guesser, self.mover = guesser, Engine(guesser)

    def learn(self, batches):
        for shown, kinds in batches:
            self.mover.backward(nn.functional.cross_entropy(self.guesser(shown), kinds))
            self.mover.step()
