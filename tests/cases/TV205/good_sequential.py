import torch
from torch import nn


class Registered(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(8, 8), nn.Dropout(0.1)]
        layers.append(nn.BatchNorm1d(8))
        self.body = nn.Sequential(*layers)
        self.layers = [nn.Linear(8, 8), nn.Dropout(0.1)]
        self.registered = nn.ModuleList(self.layers)
        self.heads = nn.ModuleDict({"a": nn.Sequential(nn.Dropout(0.5), nn.Linear(8, 3))})

    def forward(self, x):
        x = self.body(x)
        for layer in self.layers:
            x = layer(x)
        return self.heads["a"](x)


Registered()(torch.randn(2, 8))
