import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pretraining:
    def __init__(self, options):
        self.every = options.accumulate
        self.net = nn.Sequential(nn.Embedding(100, 32), nn.Linear(32, 100))
        self.solver = torch.optim.AdamW(self.net.parameters())
        self.turn = 0

    def step(self, ids):
        scores = self.net(ids[:, :-1])
        loss = nn.functional.cross_entropy(scores.transpose(1, 2), ids[:, 1:]) / self.every
        loss.backward()  # expect: TV301
        self.turn += 1
        if self.turn % self.every == 0:
            nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
            self.solver.step()  # related: TV301


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--accumulate", type=int, default=8)
    work = Pretraining(parser.parse_args())
    for (ids,) in DataLoader(TensorDataset(torch.randint(0, 100, (400, 33))), batch_size=4, shuffle=True):
        work.step(ids)
