import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

dl = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=4)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
seen = 0
for x, y in dl:
    opt.zero_grad()  # expect: TV305
    nn.functional.mse_loss(net(x), y).backward()  # related: TV305
    seen += 1
    if seen % 4 != 0:
        continue
    opt.step()  # related: TV305
