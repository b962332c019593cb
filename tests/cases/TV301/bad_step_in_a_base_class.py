import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Base:
    def __init__(self):
        self.net = self.build()
        self.solver = torch.optim.AdamW(self.net.parameters(), lr=self.rate)

    def optimize(self, loss):
        loss.backward()  # expect: TV301
        self.solver.step()  # related: TV301

    def fit(self, feed, epochs):
        for _ in range(epochs):
            for batch in feed:
                self.optimize(self.loss(*batch))


class Regression(Base):
    rate = 1e-3

    def build(self):
        return nn.Linear(5, 1)

    def loss(self, x, y):
        return nn.functional.mse_loss(self.net(x), y)


Regression().fit(DataLoader(TensorDataset(torch.randn(50, 5), torch.randn(50, 1)), batch_size=5), epochs=4)
