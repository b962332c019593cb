"""Fits a small recommender; the loop lives in a class, its options come from the command line."""

from __future__ import annotations

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Factors(nn.Module):
    def __init__(self, users: int, items: int, width: int) -> None:
        super().__init__()
        self.users, self.items = nn.Embedding(users, width), nn.Embedding(items, width)

    def forward(self, pairs: torch.Tensor) -> torch.Tensor:
        return (self.users(pairs[:, 0]) * self.items(pairs[:, 1])).sum(1)


class Fit:
    def __init__(self, options: argparse.Namespace) -> None:
        self.net = Factors(100, 200, options.width)
        self.updater = torch.optim.Adagrad(self.net.parameters(), lr=options.rate)
        pairs = torch.stack([torch.randint(0, 100, (2000,)), torch.randint(0, 200, (2000,))], dim=1)
        self.feed = DataLoader(TensorDataset(pairs, torch.rand(2000)), batch_size=options.batch, shuffle=True)

    def epoch(self) -> float:
        seen = 0.0
        for pairs, stars in self.feed:
            miss = nn.functional.mse_loss(self.net(pairs), stars)
            miss.backward()  # expect: TV301
            nn.utils.clip_grad_norm_(self.net.parameters(), 5.0)
            self.updater.step()  # related: TV301
            seen += miss.item() * len(stars)
        return seen / 2000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--width", type=int, default=16)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--batch", type=int, default=50)
    fit = Fit(parser.parse_args())
    for number in range(20):
        print(number, fit.epoch())
