from __future__ import annotations

try:
    import faster_layers
except ImportError:
    faster_layers = None

from torch import nn

import zoo

WIDTH = 64
WIDTH = WIDTH * 2


class Body(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(784, WIDTH)
        self.head = zoo.Head(WIDTH)

    def forward(self, x):
        return self.head(self.first(x.flatten(1)).relu())


def accuracy(model, loader):
    return 0.0


def _accuracy(model, loader):
    model.eval()  # related: TV201
    right = sum((model(x).argmax(1) == y).sum().item() for x, y in loader)
    return right / len(loader.dataset)


accuracy = _accuracy
