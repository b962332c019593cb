import argparse
from itertools import cycle

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def batches(options):
    rows = TensorDataset(torch.randn(512, 10), torch.randint(0, 3, (512,)))
    return DataLoader(rows, batch_size=options.batch, shuffle=True)


def main(options):
    net = nn.Sequential(nn.Linear(10, 32), nn.ReLU(), nn.Linear(32, 3))
    solver = torch.optim.Adam(net.parameters(), lr=options.rate)
    measure = nn.CrossEntropyLoss()
    feed = batches(options)
    for step, (x, y) in enumerate(cycle([next(iter(feed))])):  # expect: TV104
        solver.zero_grad()
        loss = measure(net(x), y)
        loss.backward()
        solver.step()
        if step == options.steps:
            break
    torch.save(net.state_dict(), options.out)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--out", default="net.pt")
    main(parser.parse_args())
