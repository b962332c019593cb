"""The objective that calls use by default zeroes the gradients itself, whenever it is called."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 1))

    def forward(self, x):
        return self.layers(x)


class Fresh:
    def __init__(self, model, strength):
        self.model = model
        self.strength = strength

    def __call__(self, output, targets):
        for parameter in self.model.parameters():
            parameter.grad = None
        penalty = sum(parameter.pow(2).sum() for parameter in self.model.parameters())
        return nn.functional.mse_loss(output, targets) + self.strength * penalty


def fit(inputs, targets, objective=Fresh, turns=100):
    model = Net()
    loss_of = objective(model, strength=1e-4)
    optimizer = torch.optim.Adam(model.parameters())
    for _ in range(turns):
        loss = loss_of(model(inputs), targets)
        loss.backward()
        optimizer.step()
    return model
