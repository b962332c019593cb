import torch
from torch import nn


def build(depth):
    layers = []
    for _ in range(depth):
        layers += [nn.Linear(8, 8), nn.Dropout(0.1)]
    return nn.Sequential(*layers)


class Ensemble:
    """No module itself: whoever holds modules in a list switches each."""

    def __init__(self, size):
        self.members = [build(2) for _ in range(size)]

    def eval(self):
        for member in self.members:
            member.eval()


ensemble = Ensemble(3)
ensemble.eval()
print([member(torch.randn(2, 8)) for member in ensemble.members])
