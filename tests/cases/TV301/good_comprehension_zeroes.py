import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parts = [nn.Linear(3, 8), nn.Linear(8, 1)]
solvers = [torch.optim.SGD(part.parameters(), lr=0.1) for part in parts]
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    [solver.zero_grad() for solver in solvers]
    nn.functional.mse_loss(parts[1](parts[0](x)), y).backward()
    [solver.step() for solver in solvers]
