import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Fit:
    def __init__(self, module, data):
        self.module = module
        self.batches = DataLoader(data, batch_size=16, shuffle=True)
        self.held_out = DataLoader(data, batch_size=64)
        self.optimizer = torch.optim.Adam(module.parameters())
        self.loss = nn.CrossEntropyLoss()

    def run(self, epochs):
        for _ in range(epochs):
            self.module.train()  # related: TV202
            self.learn()
            print(self.measure())

    def learn(self):
        for x, y in self.batches:
            self.optimizer.zero_grad()
            self.loss(self.module(x), y).backward()
            self.optimizer.step()

    @torch.no_grad()
    def measure(self):
        total = 0.0
        for x, y in self.held_out:
            total += self.loss(self.module(x), y).item()  # expect: TV202
        return total


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
Fit(nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2)), data).run(12)
