import torch
import torch.nn.functional as F
from torch import nn


class Harmless(nn.Module):
    def __init__(self):
        super().__init__()
        self.functions = [nn.ReLU(), F.gelu, nn.Identity()]
        self.sizes = [8, 8]

    def forward(self, x):
        for function in self.functions:
            x = function(x)
        return nn.Softplus()(x)


Harmless()(torch.randn(2, 8))
