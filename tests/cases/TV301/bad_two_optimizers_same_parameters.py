import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 2)
fast = torch.optim.SGD(net.parameters(), lr=0.1)
slow = torch.optim.SGD(net.parameters(), lr=0.001)
for x, y in DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 2)), batch_size=9):
    fast.zero_grad()
    near = nn.functional.mse_loss(net(x), y)
    near.backward()
    fast.step()  # related: TV301
    far = nn.functional.l1_loss(net(x), y)
    far.backward()  # expect: TV301
    slow.step()  # related: TV301
