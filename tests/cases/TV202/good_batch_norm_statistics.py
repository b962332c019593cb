import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def refresh_statistics(net, loader):
    for layer in net.modules():
        if isinstance(layer, nn.BatchNorm1d):
            layer.reset_running_stats()
    net.train()
    with torch.no_grad():
        for x, _ in loader:
            net(x)


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
refresh_statistics(net, DataLoader(data, batch_size=40))
