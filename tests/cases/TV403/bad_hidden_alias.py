import torch
import torch.nn.functional as f
from torch import nn as layers
from torch.nn import functional

nll, relu = f.nll_loss, functional.relu


class Net(layers.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = layers.Linear(6, 12), layers.Linear(12, 3)  # related: TV403

    def forward(self, x):
        return self.b(relu(self.a(x)))  # related: TV403


net = Net()
x, y = torch.randn(8, 6), torch.randint(0, 3, (8,))
nll(net(x), y).backward()  # expect: TV403  # related: TV403
