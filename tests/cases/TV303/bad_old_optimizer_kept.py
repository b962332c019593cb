import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1)
warm = torch.optim.SGD(net.parameters(), lr=0.01)
probe = nn.Linear(3, 1)
cold = torch.optim.SGD(probe.parameters(), lr=0.01)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    warm.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    warm.step()
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    warm.zero_grad()  # expect: TV303
    nn.functional.mse_loss(probe(x), y).backward()  # related: TV303
    cold.step()  # related: TV303
