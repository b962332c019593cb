"""One loss for both, and one of them gathers gradients over several batches."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

pairs = DataLoader(TensorDataset(torch.randn(200, 8), torch.randn(200, 4)), batch_size=20)
left, right = nn.Linear(8, 6), nn.Linear(6, 4)
for_left = torch.optim.Adam(left.parameters())
for_right = torch.optim.Adam(right.parameters())
for number, (x, y) in enumerate(pairs):
    for_left.zero_grad()
    nn.functional.mse_loss(right(left(x)), y).backward()
    for_left.step()
    if number % 4 == 3:
        for_right.step()
        for_right.zero_grad()
