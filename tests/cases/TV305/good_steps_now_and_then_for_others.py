import argparse

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def main(options):
    net = nn.Sequential(nn.Linear(9, 27), nn.ReLU(), nn.Linear(27, 3))
    solver = torch.optim.SGD(net.parameters(), lr=options.rate)
    schedule = torch.optim.lr_scheduler.ExponentialLR(solver, 0.9)
    feed = DataLoader(TensorDataset(torch.randn(90, 9), torch.randint(0, 3, (90,))), batch_size=9)
    for epoch in range(options.epochs):
        for turn, (x, y) in enumerate(feed):
            solver.zero_grad()
            loss = nn.functional.cross_entropy(net(x), y)
            loss.backward()
            solver.step()
            if (turn + 1) % options.every == 0:
                schedule.step()
                print(turn, loss.item())
            if turn % 100 == 99:
                torch.save(net.state_dict(), "net.pt")


parser = argparse.ArgumentParser()
parser.add_argument("--rate", type=float, default=0.1)
parser.add_argument("--every", type=int, default=50)
parser.add_argument("--epochs", type=int, default=3)
main(parser.parse_args())
