import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

PARTS = 4
big = DataLoader(TensorDataset(torch.randn(96, 3), torch.randn(96, 1)), batch_size=32)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in big:
    for part, target in zip(x.chunk(PARTS), y.chunk(PARTS)):
        loss = nn.functional.mse_loss(net(part), target) / PARTS
        loss.backward()  # expect: TV301
    opt.step()  # related: TV301
