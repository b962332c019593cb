import torch
from torch import nn

x, y = torch.randn(50, 2), torch.randn(50, 1)
mlp = nn.Sequential(nn.Linear(2, 8), nn.Tanh(), nn.Linear(8, 1))
for step in range(100):
    loss = nn.functional.mse_loss(mlp(x), y)
    loss.backward()  # expect: TV301
    for p in mlp.parameters():
        p.data -= 0.05 * p.grad  # related: TV301
