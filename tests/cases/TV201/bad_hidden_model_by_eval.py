import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 16), nn.Dropout(0.2), nn.Linear(16, 2))

    def forward(self, x):
        return self.layers(x)


class Large(Small):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 64), nn.Dropout(0.5), nn.Linear(64, 2))


def build(name):
    return eval(name)()


def check(net, feed):
    net.eval()  # related: TV201
    with torch.no_grad():
        return sum(F.cross_entropy(net(x), y).item() for x, y in feed)


parser = argparse.ArgumentParser()
parser.add_argument("--model", default="Small")
args = parser.parse_args()
net, fixed = build(args.model), build("Small")
feed = DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 2, (60,))), batch_size=6)
solver = torch.optim.Adam([*net.parameters(), *fixed.parameters()])
for epoch in range(5):
    for x, y in feed:
        solver.zero_grad()
        F.cross_entropy(net(x), y).backward()  # expect-hint: TV201
        F.cross_entropy(fixed(x), y).backward()  # expect: TV201
        solver.step()
    print(check(net, feed), check(fixed, feed))  # related: TV201
