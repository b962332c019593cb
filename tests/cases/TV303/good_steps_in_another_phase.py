import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

a, b = nn.Linear(3, 1), nn.Linear(3, 1)
opt_a = torch.optim.SGD(a.parameters(), lr=0.1)
opt_b = torch.optim.SGD(b.parameters(), lr=0.1)
for i, (x, y) in enumerate(DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)):
    opt_a.zero_grad()
    opt_b.zero_grad()
    nn.functional.mse_loss(a(x) + b(x), y).backward()
    if i % 2 == 0:
        opt_a.step()
    else:
        opt_b.step()
