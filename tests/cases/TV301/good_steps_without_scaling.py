"""What steps, and scales nothing, may be anything: a wrapper that zeroes what it has stepped."""

import torch
from torch import nn
from torch.utils.data import DataLoader


def teach(net: nn.Linear, feed: DataLoader, mover):
    walker = torch.optim.SGD(net.parameters(), lr=0.1)
    for a, b in feed:
        nn.functional.mse_loss(net(a), b).backward()
        mover.step(walker)
        mover.update()
