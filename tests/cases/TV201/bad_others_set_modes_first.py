import torch
from torch import nn
from torch.nn import functional as F

net = nn.Sequential(nn.Linear(5, 9), nn.Dropout(0.2), nn.Linear(9, 2))
optimizer = torch.optim.Adam(net.parameters())
batches = [(torch.randn(8, 5), torch.randint(0, 2, (8,))) for _ in range(9)]


def validate():
    net.eval()
    total = 0.0
    with torch.no_grad():
        for x, y in batches:
            total += F.cross_entropy(net(x), y).item()
    return total


def probe():
    net.eval()
    seen = 0
    with torch.no_grad():
        for x, _ in batches:
            seen += net(x).argmax(dim=1).sum().item()
    return seen


def train():
    total = 0.0
    for x, y in batches:
        optimizer.zero_grad()
        loss = F.cross_entropy(net(x), y)  # expect: TV201
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


for _ in range(10):
    print(train(), validate(), probe())
