import argparse

import torch
from torch import nn


def descend(net, rate):
    with torch.no_grad():
        for name, weight in net.named_parameters():
            weight.sub_(rate * weight.grad)  # related: TV301


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--turns", type=int, default=500)
    options = parser.parse_args()
    x, y = torch.randn(64, 1000), torch.randn(64, 10)
    net = nn.Sequential(nn.Linear(1000, 100), nn.ReLU(), nn.Linear(100, 10))
    for turn in range(options.turns):
        loss = (net(x) - y).pow(2).sum()
        loss.backward()  # expect: TV301
        descend(net, options.rate)  # related: TV301


main()
