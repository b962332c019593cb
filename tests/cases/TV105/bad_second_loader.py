import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
labeled = DataLoader(ds, batch_size=9)
unlabeled = DataLoader(ds, batch_size=9)
net = nn.Linear(3, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in labeled:
    u, _ = next(iter(unlabeled))  # expect: TV105
    loss = nn.functional.mse_loss(net(x), y) + net(u).var()  # related: TV105
    opt.zero_grad()
    loss.backward()
    opt.step()
