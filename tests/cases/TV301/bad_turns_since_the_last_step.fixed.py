"""A step is taken when enough turns have passed since the last one: what was used is zeroed behind it."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(64, 8), torch.randn(64, 1)), batch_size=4)
model = nn.Linear(8, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
last = -1
for turn, (x, y) in enumerate(loader):
    loss = nn.functional.mse_loss(model(x), y)
    loss.backward()
    if turn - last >= 4:
        optimizer.step()
        optimizer.zero_grad()
        last = turn
