import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def train_epoch(net, loader, optimizer):
    net.train()
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()


def validate_epoch(net, loader):
    net.train()  # related: TV202
    loss = 0.0
    with torch.no_grad():
        for x, y in loader:
            loss += F.cross_entropy(net(x), y).item()  # expect: TV202
    return loss


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(5):
    train_epoch(net, DataLoader(data, batch_size=10), optimizer)
    print(validate_epoch(net, DataLoader(data, batch_size=40)))
