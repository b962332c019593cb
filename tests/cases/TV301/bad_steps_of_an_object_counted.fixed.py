"""The object counts its turns, and steps at every k-th."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    def __init__(self, model, every):
        self.model, self.every, self.turn = model, every, 0
        self.optimizer = torch.optim.Adam(model.parameters())

    def fit(self, loader):
        for x, y in loader:
            self.turn += 1
            self.train_on(x, y)

    def train_on(self, x, y):
        loss = nn.functional.mse_loss(self.model(x), y)
        loss.backward()
        if self.turn % self.every == 0:
            self.optimizer.step()
            self.optimizer.zero_grad()
        return loss.item()


data = TensorDataset(torch.randn(64, 8), torch.randn(64, 1))
Trainer(nn.Linear(8, 1), 4).fit(DataLoader(data, batch_size=4))
