import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def go_through(net, loader, optimizer=None):
    total = 0.0
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)
        if optimizer is not None:
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        total += loss.item()
    return total


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
for epoch in range(5):
    net.train()
    go_through(net, DataLoader(data, batch_size=10), optimizer)
    net.eval()
    with torch.no_grad():
        print(go_through(net, DataLoader(data, batch_size=40)))
