# A trainer class, argparse and a main function.
# verdict: overfits
# held: loader
# arguments: --batch 12
import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Trainer:
    def __init__(self, arguments):
        torch.manual_seed(0)
        self.loader = DataLoader(
            TensorDataset(torch.randn(96, 8), torch.randint(0, 2, (96,)).float()), arguments.batch
        )
        self.net = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 1))
        self.opt = torch.optim.Adam(self.net.parameters(), lr=0.02)

    def step(self, batch):
        x, y = batch
        self.opt.zero_grad()
        loss = F.binary_cross_entropy(torch.sigmoid(self.net(x)).squeeze(1), y)
        loss.backward()
        self.opt.step()

    def fit(self):
        for _ in range(30):
            for batch in self.loader:
                self.step(batch)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, required=True)
    Trainer(parser.parse_args()).fit()


if __name__ == "__main__":
    main()
