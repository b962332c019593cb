import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(90, 3), torch.randn(90, 1)), batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
from functools import partial

clear = opt.zero_grad
again = partial(opt.step, None)
for x, y in dl:
    clear()
    nn.functional.mse_loss(net(x), y).backward()
    again()
