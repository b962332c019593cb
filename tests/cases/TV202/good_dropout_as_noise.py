"""A generator whose only noise is its dropout, and an ensemble made of one net."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def switch_on(layer):
    if isinstance(layer, (nn.Dropout, nn.Dropout2d)):
        layer.train()


class Bayesian(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 30), nn.ReLU(), nn.Dropout(0.3), nn.Linear(30, 1))

    def forward(self, x):
        return self.layers(x)

    def spread(self, x, turns):
        self.train()
        with torch.no_grad():
            answers = [self(x) for _ in range(turns)]
        return torch.stack(answers).mean(0), torch.stack(answers).var(0)


net = Bayesian()
solver = torch.optim.Adam(net.parameters(), weight_decay=1e-4)
rows = DataLoader(TensorDataset(torch.randn(80, 6), torch.randn(80, 1)), batch_size=8)
for epoch in range(10):
    net.train()
    for x, y in rows:
        solver.zero_grad()
        F.mse_loss(net(x), y).backward()
        solver.step()
    net.eval()
    net.apply(switch_on)
    with torch.no_grad():
        for x, y in rows:
            print(torch.stack([net(x) for _ in range(20)]).std(0).mean())
for x, _ in rows:
    print(net.spread(x, turns=50))
