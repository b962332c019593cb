"""The model labels what has no labels, with dropout as noise, and trains on that."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
unlabelled = torch.randn(1000, 4)
for epoch in range(10):
    labels = []
    with torch.no_grad():
        for x in unlabelled.split(100):
            labels.append(model(x).argmax(1))
    for x, y in zip(unlabelled.split(100), labels):
        loss = nn.functional.cross_entropy(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
