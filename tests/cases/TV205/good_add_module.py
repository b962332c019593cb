import torch
from torch import nn


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.named = []
        for number in range(3):
            layer = nn.Dropout(0.1)
            self.add_module(f"drop{number}", layer)
            self.named.append(layer)

    def forward(self, x):
        for layer in self.named:
            x = layer(x)
        return x


Named()(torch.randn(2, 8))
