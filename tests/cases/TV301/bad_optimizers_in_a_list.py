import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
f = nn.Linear(3, 1)
opts = [torch.optim.SGD(f.parameters(), lr=0.1)]
for a, b in dl:
    e = nn.functional.mse_loss(f(a), b)
    e.backward()  # expect: TV301
    for opt in opts:
        opt.step()  # related: TV301
