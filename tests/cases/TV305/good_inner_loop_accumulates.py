import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = iter(DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4))
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for turn in range(6):
    opt.zero_grad()
    for _ in range(4):
        x, y = next(dl)
        (nn.functional.mse_loss(net(x), y) / 4).backward()
    opt.step()
