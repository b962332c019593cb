import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def measure(net, loader):
    was_training = net.training
    net.eval()
    try:
        with torch.no_grad():
            return sum(F.mse_loss(net(x), y).item() for x, y in loader)
    finally:
        net.train(was_training)


data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
net = nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    print(measure(net, DataLoader(data, batch_size=40)))
