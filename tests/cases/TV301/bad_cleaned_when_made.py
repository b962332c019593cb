import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def prepare(options):
    net = nn.Sequential(nn.Linear(options.inputs, 32), nn.Sigmoid(), nn.Linear(32, 1))
    solver = torch.optim.Adadelta(net.parameters())
    solver.zero_grad(set_to_none=True)  # related: TV301
    return net, solver


def run(options):
    net, solver = prepare(options)
    rows = TensorDataset(torch.randn(300, options.inputs), torch.randn(300, 1))
    for epoch in range(options.epochs):
        for x, y in DataLoader(rows, batch_size=30, shuffle=True):
            gap = nn.functional.smooth_l1_loss(net(x), y)
            gap.backward()  # expect: TV301
            solver.step()  # related: TV301


parser = argparse.ArgumentParser()
parser.add_argument("--inputs", type=int, default=6)
parser.add_argument("--epochs", type=int, default=6)
run(parser.parse_args())
