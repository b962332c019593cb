"""Gradients aren't zeroed for want of parentheses; that the mode is wrong as well is seen all the same."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(512, 20), torch.randint(0, 3, (512,)))
loader, held_out = DataLoader(data, batch_size=32), DataLoader(data, batch_size=128)
model = nn.Sequential(nn.Linear(20, 64), nn.Dropout(0.2), nn.ReLU(), nn.Linear(64, 3))
optimizer = torch.optim.Adam(model.parameters())
for epoch in range(10):
    model.train()
    for step, (x, y) in enumerate(loader):
        optimizer.zero_grad  # expect: TV304
        loss = nn.functional.cross_entropy(model(x), y)  # expect: TV201
        loss.backward()
        optimizer.step()
        if step % 100 == 0:
            model.eval()
            with torch.no_grad():
                print(sum((model(x).argmax(1) == y).sum().item() for x, y in held_out))
