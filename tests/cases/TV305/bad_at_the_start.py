import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

K = 4
dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(dl):
    opt.zero_grad()  # expect: TV305
    loss = nn.functional.mse_loss(net(x), y) / K
    loss.backward()  # related: TV305
    if (i + 1) % K == 0:
        opt.step()  # related: TV305
