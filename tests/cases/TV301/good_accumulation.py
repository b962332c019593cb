import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(dl):
    (nn.functional.mse_loss(net(x), y) / 4).backward()
    if (i + 1) % 4 == 0 or i + 1 == len(dl):
        opt.step()
        opt.zero_grad()
