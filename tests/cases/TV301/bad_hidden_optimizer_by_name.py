import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def get_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--opt", default="AdamW")
    parser.add_argument("--lr", type=float, default=1e-3)
    return parser.parse_args()


def make_optimizer(name, net, **options):
    return getattr(torch.optim, name)(net.parameters(), **options)


args = get_args()
net = nn.Linear(3, 1)
solver = make_optimizer(args.opt, net, lr=args.lr)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # expect: TV301
    solver.step()  # related: TV301
