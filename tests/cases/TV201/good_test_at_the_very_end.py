import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(12, 24), nn.BatchNorm1d(24), nn.GELU(), nn.Dropout(0.2), nn.Linear(24, 4))

    def forward(self, x):
        return self.layers(x)


def fit(net, feed, epochs):
    solver = torch.optim.AdamW(net.parameters())
    net.train()
    for _ in range(epochs):
        for x, y in feed:
            solver.zero_grad()
            F.cross_entropy(net(x), y).backward()
            solver.step()


def test(net, feed):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in feed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--folds", type=int, default=5)
    options = parser.parse_args()
    rows = TensorDataset(torch.randn(120, 12), torch.randint(0, 4, (120,)))
    for fold in range(options.folds):
        net = Net()
        fit(net, DataLoader(rows, batch_size=12, shuffle=True), options.epochs)
        print(fold, test(net, DataLoader(rows, batch_size=60)))


if __name__ == "__main__":
    main()
