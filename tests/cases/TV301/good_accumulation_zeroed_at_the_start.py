import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
k = 8
for i, (x, y) in enumerate(dl):
    if i % k == 0:
        opt.zero_grad()
    (nn.functional.mse_loss(net(x), y) / k).backward()
    if (i + 1) % k == 0:
        opt.step()
