import torch
from torch import nn


class Stack(nn.Module):
    def __init__(self, widths):
        super().__init__()
        self.steps = nn.ModuleList([])
        for before, after in zip(widths, widths[1:]):
            self.steps.append(nn.Linear(before, after))
            self.steps.append(nn.Dropout(0.1))

    def forward(self, x):
        for step in self.steps:
            x = step(x)
        return x


Stack([4, 8, 2])(torch.randn(1, 4))
