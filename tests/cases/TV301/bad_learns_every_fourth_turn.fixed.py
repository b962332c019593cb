import torch
from torch import nn

player = nn.Linear(4, 2)
solver = torch.optim.Adam(player.parameters())
seen = torch.randn(12, 4)
for turn in range(1000):
    seen = seen + torch.randn(12, 4)
    if turn % 4 == 0:
        distance = nn.functional.mse_loss(player(seen), seen[:, :2])
        solver.zero_grad()
        distance.backward()
        solver.step()
