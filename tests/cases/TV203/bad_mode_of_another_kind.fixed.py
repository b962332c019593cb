import torch
from torch import nn


class Runner:
    def __init__(self, net: nn.Module):
        self.net = net

    def score(self, batches):
        if self.net.task is not None:
            return None
        self.net.eval()
        with torch.no_grad():
            return [self.net(x) for x in batches]
