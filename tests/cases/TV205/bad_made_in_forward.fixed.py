import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.b = nn.Linear(8, 2)
        self.dropout = nn.Dropout(0.5)

    def forward(self, x):
        x = F.relu(self.a(x))
        x = self.dropout(x)
        return self.b(x)


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(8, 8)
        self.dropout = nn.Dropout(p=0.1)

    def forward(self, x):
        drop = self.dropout
        return drop(self.a(x))


Net()(torch.randn(1, 8)), Named()(torch.randn(1, 8))
