import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

EVERY = 4
micro = DataLoader(TensorDataset(torch.randn(256, 8), torch.randn(256, 1)), batch_size=4)
net = nn.Linear(8, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for i, (x, y) in enumerate(micro):
    loss = nn.functional.mse_loss(net(x), y) / EVERY
    loss.backward()  # expect: TV301
    if (i + 1) % EVERY == 0:
        opt.step()  # related: TV301
