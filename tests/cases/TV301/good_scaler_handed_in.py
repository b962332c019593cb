"""Whoever made the scaler: it is used like one."""

import torch
from torch import nn
from torch.utils.data import DataLoader


def teach(net: nn.Linear, feed: DataLoader, shrinker):
    walker = torch.optim.SGD(net.parameters(), lr=0.1)
    for a, b in feed:
        miss = nn.functional.mse_loss(net(a), b)
        walker.zero_grad()
        shrinker.scale(miss).backward()
        shrinker.unscale_(walker)
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        shrinker.step(walker)
        shrinker.update()
