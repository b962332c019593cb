from contextlib import contextmanager

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


@contextmanager
def inference(net):
    before = net.training
    net.eval()
    yield net
    net.train(before)


class evaluating:
    def __init__(self, net):
        self.net = net

    def __enter__(self):
        self.before = self.net.training
        self.net.eval()
        return self.net

    def __exit__(self, *problem):
        self.net.train(self.before)


data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    with inference(net), torch.no_grad():
        print(sum(F.mse_loss(net(x), y).item() for x, y in DataLoader(data, batch_size=40)))
    with evaluating(net) as frozen, torch.no_grad():
        print(frozen(torch.randn(1, 6)))
