"""The objective is a class that is handed in; calls that say nothing of it use the default."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x)


class Penalised:
    def __init__(self, model, strength):
        self.model = model
        self.strength = strength

    def __call__(self, output, targets):
        penalty = sum(parameter.pow(2).sum() for parameter in self.model.parameters())
        return nn.functional.mse_loss(output, targets) + self.strength * penalty


def fit(inputs, targets, objective=Penalised, turns=100):
    model = Net()
    loss_of = objective(model, strength=1e-4)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(turns):
        loss = loss_of(model(inputs), targets)
        loss.backward()  # expect: TV301
        optimizer.step()
    return model
