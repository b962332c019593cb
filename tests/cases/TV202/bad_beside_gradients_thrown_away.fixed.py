"""The step finds no gradients, and the test runs in train mode: one mistake hides no other."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def accuracy(model, loader):
    right = 0
    model.eval()
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(1) == y).sum().item()
    return right / len(loader.dataset)


data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
loader, held_out = DataLoader(data, batch_size=32), DataLoader(data, batch_size=128)
model = nn.Sequential(nn.Linear(20, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    model.train()
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(accuracy(model, held_out))
