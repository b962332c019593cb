"""The losses of several tasks are kept with their graphs, and go where the text doesn't show more."""

import torch
from balancing import balance
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
tasks = [(torch.randn(100, 4), torch.randint(0, 2, (100,))) for _ in range(3)]
for epoch in range(10):
    for x, y in tasks:
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    losses = []
    for x, y in tasks:
        losses.append(nn.functional.cross_entropy(model(x), y))
    balance(optimizer, losses)
