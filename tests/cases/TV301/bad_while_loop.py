import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

feed = iter(DataLoader(TensorDataset(torch.randn(900, 3), torch.randn(900, 1)), batch_size=9))
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
step = 0
while step < 100:
    x, y = next(feed)
    nn.functional.mse_loss(net(x), y).backward()  # expect: TV301
    opt.step(); step += 1  # related: TV301
