import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=32)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in dl:
    opt.zero_grad()
    for part, target in zip(x.split(8), y.split(8)):
        (nn.functional.mse_loss(net(part), target) / 4).backward()
    opt.step()
