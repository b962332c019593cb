import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def evaluate(net, loader, max_batches):
    net.eval()  # related: TV201
    losses = []
    with torch.no_grad():
        for number, (x, y) in enumerate(loader):
            losses.append(F.cross_entropy(net(x), y).item())
            if number >= max_batches:
                return sum(losses) / len(losses)
    net.train()
    return sum(losses) / len(losses)


data = TensorDataset(torch.randn(400, 10), torch.randint(0, 3, (400,)))
net = nn.Sequential(nn.Linear(10, 40), nn.BatchNorm1d(40), nn.ReLU(), nn.Linear(40, 3))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(10):
    for x, y in DataLoader(data, batch_size=20, shuffle=True):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()  # expect: TV201
        optimizer.step()
    print(evaluate(net, DataLoader(data, batch_size=40), max_batches=3))  # related: TV201
