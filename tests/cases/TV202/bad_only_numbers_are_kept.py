"""Gradients are recorded, but only numbers are kept of the losses: nothing can train on them."""

import torch
from loaders import make_loaders
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
criterion = nn.CrossEntropyLoss()
train_loader, held_out = make_loaders()
for epoch in range(10):
    model.train()
    for x, y in train_loader:
        optimizer.zero_grad()
        criterion(model(x), y).backward()
        optimizer.step()
    losses = []
    for x, y in held_out:
        output = model(x)  # expect: TV202
        loss = criterion(output, y)
        losses.append(loss.item())
    print(sum(losses))
