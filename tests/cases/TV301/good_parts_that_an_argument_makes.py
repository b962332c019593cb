from torch import nn
import torch


class Ensemble(nn.Module):
    def __init__(self, kind, count):
        super().__init__()
        self.kind = kind
        self.parts = nn.ModuleList()
        for _ in range(count):
            self.parts.append(self.kind())

    def forward(self, x):
        return sum(part(x) for part in self.parts)


def fit(kind, loader, criterion, scheduler=None):
    net = Ensemble(kind, 3)
    opt = torch.optim.SGD(net.parameters(), lr=0.1)
    for epoch in range(4):
        for x, y in loader:
            opt.zero_grad()
            loss = criterion(net(x), y)
            loss.backward()
            opt.step()
        if scheduler is not None:
            scheduler.step()
