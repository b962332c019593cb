"""Annotated as a loader, and used as the list of loaders that it is."""

import torch
from torch import nn
from torch.utils.data import DataLoader


class Rounds:
    def __init__(self, net: nn.Module, loaders: DataLoader):
        self.net = net
        self.loaders = loaders
        self.optimizer = torch.optim.SGD(net.parameters(), lr=0.1)

    def first(self):
        return self.loaders[0]

    def run(self):
        for turn in range(self.loaders.count(None), 8):
            for images, labels in self.loaders[turn]:
                self.optimizer.zero_grad()
                nn.functional.cross_entropy(self.net(images), labels).backward()
                self.optimizer.step()
