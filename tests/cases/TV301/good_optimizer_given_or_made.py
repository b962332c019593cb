import torch
from torch import nn


class Estimator:
    def __init__(self, net: nn.Module, optimizer=None, half=False):
        self.net = net
        self.half = half
        self.solver = optimizer
        if self.solver is None:
            self.solver = torch.optim.SGD(net.parameters(), lr=0.1)

    def fit(self, loader):
        for x, y in loader:
            self.solver.zero_grad()
            loss = nn.functional.cross_entropy(self.net(x), y)
            if self.half:
                (loss * 1024).backward()
            else:
                loss.backward()
            self.solver.step()
