import argparse

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset

KINDS = {"sgd": optim.SGD, "adam": optim.Adam}


def main(args):
    net = nn.Linear(3, 1)
    solver = getattr(optim, args.opt)(net.parameters(), lr=args.lr)
    other = KINDS[args.kind](net.parameters(), lr=args.lr)
    schedule = getattr(optim.lr_scheduler, args.schedule)(solver, 10)
    for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
        solver.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        solver.step()
        schedule.step()
        other.zero_grad()
        nn.functional.l1_loss(net(x), y).backward()
        other.step()


parser = argparse.ArgumentParser()
parser.add_argument("--opt", default="AdamW")
parser.add_argument("--kind", default="sgd")
parser.add_argument("--schedule", default="StepLR")
parser.add_argument("--lr", type=float, default=1e-3)
main(parser.parse_args())
