import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1)
everything = torch.optim.SGD(net.parameters(), lr=0.1)
weights = torch.optim.SGD([net.weight], lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9):
    everything.zero_grad()
    nn.functional.mse_loss(net(x), y).backward()
    weights.step()
