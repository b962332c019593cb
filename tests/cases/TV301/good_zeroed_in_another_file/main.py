import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from housekeeping import sweep

net = nn.Linear(3, 1)
rule = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    nn.functional.mse_loss(net(x), y).backward()
    rule.step()
    sweep(rule)
