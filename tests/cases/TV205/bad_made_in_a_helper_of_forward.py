import torch
from torch import nn


class Head(nn.Module):
    def __init__(self, width, classes):
        super().__init__()
        self.width = width
        self.out = nn.Linear(width, classes)

    def regularized(self, x):
        noise = nn.Dropout(0.4)  # expect: TV205
        return noise(x)

    def forward(self, x):
        return self.out(self.regularized(x))


class Pooling(nn.Module):
    def __init__(self):
        super().__init__()
        self.mix = nn.Conv2d(8, 8, 1)

    def forward(self, x):
        x = self.mix(x).mean((2, 3))
        return nn.Sequential(nn.ReLU(), nn.Dropout(0.1))(x)  # expect: TV205


Head(8, 2)(Pooling()(torch.randn(2, 8, 4, 4)))
