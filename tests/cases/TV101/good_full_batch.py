import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

x, y = torch.randn(90, 3), torch.randn(90, 1)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for step in range(100):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
