"""What a method puts into a list of hooks may clean the gradients."""

import torch
from torch import nn


class Server:
    def __init__(self, model, rate):
        self.model = model
        self.optimizer = torch.optim.SGD(model.parameters(), lr=rate)
        self.batches = []
        self.hooks = []

    def receive(self, batch):
        self.batches.append(batch)

    def on_step(self, hook):
        self.hooks.append(hook)

    def learn(self, epochs):
        self.model.train()
        for _ in range(epochs):
            for features, targets in self.batches:
                for hook in self.hooks:
                    hook(self.model)
                loss = nn.functional.cross_entropy(self.model(features), targets)
                loss.backward()
                self.optimizer.step()
