import torch
import torch.nn as nn
import torch.nn.functional as F


class Deep(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.linears = nn.ModuleList(nn.Linear(16, 16) for _ in range(depth))
        self.norms = nn.ModuleList([nn.BatchNorm1d(16) for _ in range(depth)])

    def forward(self, x):
        for linear, norm in zip(self.linears, self.norms):
            x = F.relu(norm(linear(x)))
        return x


deep = Deep(4)
deep(torch.randn(2, 16))
