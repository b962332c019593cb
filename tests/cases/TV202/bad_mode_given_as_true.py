import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def learn(net, feed, solver):
    net.train(True)
    for x, y in feed:
        solver.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        solver.step()


def validate(net, feed):
    net.train(True)  # related: TV202
    total = torch.zeros(())
    with torch.no_grad():
        for x, y in feed:
            total += nn.functional.mse_loss(net(x), y)  # expect: TV202
    return total.item() / len(feed)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=10)
    options = parser.parse_args()
    net = nn.Sequential(nn.Linear(4, 8), nn.Tanh(), nn.Dropout(0.2), nn.Linear(8, 1))
    solver = torch.optim.Adam(net.parameters())
    feed = DataLoader(TensorDataset(torch.randn(60, 4), torch.randn(60, 1)), batch_size=6)
    for epoch in range(options.epochs):
        learn(net, feed, solver)
        print(epoch, validate(net, feed))


main()
