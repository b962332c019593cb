"""The optimizer is handed in, and zeroed once, before the loop."""

import torch.nn.functional as F


def train(model, loader, optimizer):
    optimizer.zero_grad()
    for x, y in loader:
        F.cross_entropy(model(x), y).backward()  # expect: TV301
        optimizer.step()
