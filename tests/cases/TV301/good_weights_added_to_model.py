"""The weights of the losses become a part of the model, which is zeroed as a whole."""

import torch
from torch import nn


class Trainer:
    def __init__(self, model, tasks, options=None):
        self.model = model
        self.weights = nn.ParameterList(nn.Parameter(torch.zeros(1)) for _ in range(tasks))
        self.model.add_module("weights of the losses", self.weights)
        self.optimizer = torch.optim.Adam(self.model.parameters(), lr=0.1)

    def train(self, loader):
        self.model.train()
        for x, targets in loader:
            loss = 0
            for weight, output, target in zip(self.weights, self.model(x), targets):
                loss += torch.exp(-weight) * nn.functional.mse_loss(output, target) + weight
            self.model.zero_grad()
            loss.backward()
            self.optimizer.step()
