import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
waiting = 0
for x, y in dl:
    (nn.functional.mse_loss(net(x), y) / 4).backward()
    waiting += 1
    if waiting < 4:
        continue
    opt.step()
    opt.zero_grad()
    waiting = 0
