"""The losses of single items choose what is trained on: that is part of the training, not a test."""

import torch
from torch import nn

model = nn.Sequential(nn.Linear(4, 8), nn.Dropout(0.5), nn.Linear(8, 2))
optimizer = torch.optim.SGD(model.parameters(), 0.1)
x, y = torch.randn(1000, 4), torch.randint(0, 2, (1000,))
for epoch in range(10):
    losses = []
    with torch.no_grad():
        for some_x, some_y in zip(x.split(100), y.split(100)):
            losses.append(nn.functional.cross_entropy(model(some_x), some_y, reduction="none"))
    hardest = torch.cat(losses).topk(200).indices
    for rows in hardest.split(20):
        loss = nn.functional.cross_entropy(model(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
