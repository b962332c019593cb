import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def check(net, loader):
    net.eval()
    with torch.no_grad():
        hits = sum((net(x).argmax(1) == y).sum().item() for x, y in loader)
    net.train()
    return hits


def check_and_stay(net, loader):
    net.eval()
    with torch.no_grad():
        return sum((net(x).argmax(1) == y).sum().item() for x, y in loader)


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 3, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.ReLU(), nn.Dropout(0.5), nn.Linear(20, 3))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(5):
    net.train()
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
    print(check(net, DataLoader(data, batch_size=40)))
    print(check_and_stay(net, DataLoader(data, batch_size=40)))
