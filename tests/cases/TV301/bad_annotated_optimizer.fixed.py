import torch
import torch.nn.functional as F
from torch.optim import Optimizer


def run_epoch(network: torch.nn.Module, batches, updater: Optimizer):
    for x, y in batches:
        loss = F.cross_entropy(network(x), y)
        updater.zero_grad()
        loss.backward()
        updater.step()
