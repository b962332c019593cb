import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def test(net, loader):
    total = 0.0
    for x, y in loader:
        total += F.cross_entropy(net(x), y).item()  # expect: TV202
    return total


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))  # related: TV202
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
print(test(net, DataLoader(data, batch_size=40)))
