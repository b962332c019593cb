import functools
import time

import torch
import torch.nn.functional as F
from joblib import Memory
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def timed(function):
    @functools.wraps(function)
    def run(*args, **kwargs):
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)  # related: TV201
        finally:
            print(function.__name__, time.perf_counter() - start)

    return run


@timed
def check(net, feed):
    net.eval()  # related: TV201
    with torch.no_grad():
        return sum(F.l1_loss(net(x), y).item() for x, y in feed)


@Memory("cache").cache
def rows():
    return TensorDataset(torch.randn(80, 6), torch.randn(80, 1))


@timed
def main():
    feed = DataLoader(rows(), batch_size=8)
    net = nn.Sequential(nn.Linear(6, 9), nn.BatchNorm1d(9), nn.ReLU(), nn.Linear(9, 1))
    solver = torch.optim.Adam(net.parameters())
    for epoch in range(10):
        for x, y in feed:
            solver.zero_grad()
            F.mse_loss(net(x), y).backward()  # expect: TV201
            solver.step()
        print(check(net, feed))  # related: TV201


if __name__ == "__main__":
    main()
