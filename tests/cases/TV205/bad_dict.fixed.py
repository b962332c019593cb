import torch
from torch import nn


class Heads(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Linear(8, 8)
        self.heads = nn.ModuleDict({
            "class": nn.Sequential(nn.Dropout(0.5), nn.Linear(8, 3)),
            "box": nn.Sequential(nn.Dropout(0.5), nn.Linear(8, 4)),
        })

    def forward(self, x):
        x = self.body(x)
        return {name: head(x) for name, head in self.heads.items()}


Heads()(torch.randn(1, 8))
