from __future__ import annotations

import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class Rows(Dataset):
    def __init__(self, count: int) -> None:
        self.values = torch.randn(count, 12)

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: int) -> torch.Tensor:
        return self.values[index]


class Experiment:
    def __init__(self, options: argparse.Namespace) -> None:
        self.feeds = {
            "fit": DataLoader(Rows(800), options.batch, shuffle=True),
            "check": DataLoader(Rows(200), options.batch),
        }
        self.net = nn.Linear(12, options.width)

    def shapes(self) -> None:
        sample = self.feeds["fit"][0]  # expect: TV102
        print(sample.shape, self.net(sample).shape)
        fit, check = self.feeds.values()
        print(check[0].mean())  # expect: TV102


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--width", type=int, default=4)
    Experiment(parser.parse_args()).shapes()
