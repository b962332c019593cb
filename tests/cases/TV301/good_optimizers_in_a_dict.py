import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

parts = {"body": nn.Linear(3, 8), "head": nn.Linear(8, 1)}
solvers = {name: torch.optim.SGD(part.parameters(), lr=0.1) for name, part in parts.items()}
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    for solver in solvers.values():
        solver.zero_grad()
    nn.functional.mse_loss(parts["head"](parts["body"](x)), y).backward()
    for name in solvers:
        solvers[name].step()
