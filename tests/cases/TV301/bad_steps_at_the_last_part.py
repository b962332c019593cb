import torch
from torch import nn

player = nn.Linear(4, 2)
solver = torch.optim.Adam(player.parameters())
for turn in range(100):
    for part in range(4):
        seen = torch.randn(12, 4)
        distance = nn.functional.mse_loss(player(seen), seen[:, :2]) / 4
        distance.backward()  # expect: TV301
        if part + 1 == 4:
            solver.step()
