import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Big:
    def __init__(self, options):
        self.parts = options.parts
        self.net = nn.Linear(12, 3)
        self.solver = torch.optim.Adam(self.net.parameters())

    def small(self, x, y):
        loss = nn.functional.cross_entropy(self.net(x), y) / self.parts
        loss.backward()
        return loss.item()

    def large(self, x, y):
        self.solver.zero_grad()
        total = 0.0
        for part, wanted in zip(x.chunk(self.parts), y.chunk(self.parts)):
            total += self.small(part, wanted)
        nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.solver.step()
        return total


def several_views(net, solver, feed):
    for x, _ in feed:
        for _ in range(3):
            view = net(x + 0.1 * torch.randn_like(x))
            view.var(0).mean().neg().backward()
        solver.step()
        net.zero_grad()


parser = argparse.ArgumentParser()
parser.add_argument("--parts", type=int, default=4)
big = Big(parser.parse_args())
feed = DataLoader(TensorDataset(torch.randn(96, 12), torch.randint(0, 3, (96,))), batch_size=32)
for x, y in feed:
    big.large(x, y)
net = nn.Linear(12, 3)
several_views(net, torch.optim.Adam(net.parameters()), feed)
