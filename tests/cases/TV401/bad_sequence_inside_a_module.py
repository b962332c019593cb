from collections import OrderedDict

import torch
import torch.nn as nn
import torch.nn.functional as F


class Tupled(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(nn.Linear(8, 8), nn.Tanh())
        self.top = nn.Sequential(nn.Linear(8, 3), nn.Softmax(dim=-1))  # related: TV401

    def forward(self, x):
        hidden = self.body(x)
        return self.top(hidden), hidden


class Named(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(OrderedDict([("fc", nn.Linear(8, 3)), ("prob", nn.Softmax(dim=1))]))  # related: TV401

    def forward(self, x):
        return {"out": self.layers(x)}


class Appended(nn.Module):
    def __init__(self):
        super().__init__()
        layers = [nn.Linear(8, 8), nn.ReLU()]
        layers.append(nn.Linear(8, 3))
        layers.append(nn.Softmax(1))  # related: TV401
        self.layers = nn.Sequential(*layers)

    def forward(self, x):
        return self.layers(x)


x, y = torch.randn(5, 8), torch.randint(0, 3, (5,))
out, hidden = Tupled()(x)  # related: TV401
print(F.cross_entropy(out, y))  # expect: TV401
print(F.cross_entropy(Named()(x)["out"], y))  # expect: TV401  # related: TV401
print(F.cross_entropy(Appended()(x), y))  # expect: TV401  # related: TV401
