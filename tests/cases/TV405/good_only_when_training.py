import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, squash):
        super().__init__()
        self.layer = nn.Linear(6, 1)
        self.squash = squash

    def forward(self, x):
        x = self.layer(x)
        return torch.sigmoid(x) if self.squash else x


def loss_of(squash, x, y):
    return F.binary_cross_entropy(Net(squash)(x), y)


print(loss_of(input() == "y", torch.randn(8, 6), torch.rand(8, 1)))
