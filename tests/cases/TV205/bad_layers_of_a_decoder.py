import torch
import torch.nn.functional as F
from torch import nn


class Decoder(nn.Module):
    def __init__(self, sizes, rate):
        super().__init__()
        self.linears = nn.ModuleList([nn.Linear(a, b) for a, b in zip(sizes, sizes[1:])])
        self.drops = [nn.Dropout(rate)] * len(self.linears)  # expect: TV205
        self.norms = {i: nn.BatchNorm1d(size) for i, size in enumerate(sizes[1:])}  # expect: TV205

    def forward(self, x):
        for i, linear in enumerate(self.linears):
            x = self.drops[i](F.relu(self.norms[i](linear(x))))
        return x


print(Decoder([4, 8, 16], 0.1)(torch.randn(3, 4)).shape)
