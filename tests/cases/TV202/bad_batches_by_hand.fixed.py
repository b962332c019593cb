"""The batches come from a generator of the program's own, and the accuracy is computed after each epoch."""

import torch
from torch import nn


def batches(x, y, size):
    for start in range(0, len(x), size):
        yield x[start : start + size], y[start : start + size]


x, y = torch.randn(100, 4), torch.randint(0, 2, (100,))
net = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(net.parameters(), 0.1)
for epoch in range(10):
    for a, b in batches(x[:80], y[:80], 10):
        loss = nn.functional.cross_entropy(net(a), b)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    right = 0
    net.eval()
    with torch.no_grad():
        for a, b in batches(x[80:], y[80:], 10):
            right += (net(a).argmax(1) == b).sum().item()
    net.train()
    print(right)
