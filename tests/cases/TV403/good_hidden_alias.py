import torch
import torch.nn.functional as f
from torch import nn as layers
from torch.nn import functional

nll, soft, ce = f.nll_loss, functional.log_softmax, functional.cross_entropy


class Net(layers.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = layers.Linear(6, 12), layers.Linear(12, 3)

    def forward(self, x):
        return soft(self.b(f.relu(self.a(x))), dim=1)


net = Net()
x, y = torch.randn(8, 6), torch.randint(0, 3, (8,))
nll(net(x), y).backward()
ce(net.b(net.a(x)), y).backward()
