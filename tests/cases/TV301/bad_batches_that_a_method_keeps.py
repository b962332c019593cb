"""The batches come in through a method; the constructor only makes the dict that keeps them."""

import torch
from torch import nn


class Server:
    def __init__(self, model, rate):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        self.features = {}
        self.targets = {}

    def receive(self, client, features, targets):
        self.features[client] = features
        self.targets[client] = targets

    def learn(self, epochs):
        self.model.train()
        for _ in range(epochs):
            for client in self.features.keys():
                output = self.model(self.features[client])
                loss = nn.functional.cross_entropy(output, self.targets[client])
                loss.backward()  # expect: TV301
                self.optimizer.step()
