import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Regression:
    def __init__(self, net):
        self.net = net
        self.solver = torch.optim.NAdam(net.parameters())

    def measure(self, feed):
        self.net.eval()
        try:
            with torch.no_grad():
                return sum(F.mse_loss(self.net(x), y).item() for x, y in feed)
        finally:
            self.net.train(False)  # related: TV201

    def fit(self, feed, epochs):
        for _ in range(epochs):
            for x, y in feed:
                self.solver.zero_grad()
                F.mse_loss(self.net(x), y).backward()  # expect: TV201
                self.solver.step()
            print(self.measure(feed))  # related: TV201


feed = DataLoader(TensorDataset(torch.randn(80, 6), torch.randn(80, 1)), batch_size=8)
Regression(nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.SiLU(), nn.Linear(20, 1))).fit(feed, 25)
