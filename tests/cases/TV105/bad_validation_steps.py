import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def rows(count):
    return TensorDataset(torch.randn(count, 10), torch.randn(count, 1))


def held_out_error(net, feed, turns):
    net.eval()
    total = 0.0
    with torch.no_grad():
        for _ in range(turns):
            x, y = next(iter(feed))  # expect: TV105
            total += nn.functional.mse_loss(net(x), y).item()  # related: TV105
    net.train()
    return total / turns


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--held-out-turns", type=int, default=10)
    options = parser.parse_args()
    net = nn.Sequential(nn.Linear(10, 40), nn.ReLU(), nn.Dropout(0.2), nn.Linear(40, 1))
    solver = torch.optim.AdamW(net.parameters())
    fit, held_out = DataLoader(rows(600), batch_size=20, shuffle=True), DataLoader(rows(200), batch_size=20)
    for epoch in range(options.epochs):
        for x, y in fit:
            solver.zero_grad()
            nn.functional.mse_loss(net(x), y).backward()
            solver.step()
        print(epoch, held_out_error(net, held_out, options.held_out_turns))


if __name__ == "__main__":
    main()
