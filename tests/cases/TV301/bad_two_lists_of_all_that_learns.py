"""Two optimizers hold the same parameters, in a list of those that learn each."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 2))
main = torch.optim.SGD(filter(lambda p: p.requires_grad, net.parameters()), lr=0.1)
side = torch.optim.SGD([p for p in net.parameters() if p.requires_grad], lr=0.01)
for x, y in DataLoader(TensorDataset(torch.randn(64, 4), torch.randint(0, 2, (64,))), batch_size=8):
    main.zero_grad()
    nn.functional.cross_entropy(net(x), y).backward()
    main.step()  # related: TV301
    nn.functional.multi_margin_loss(net(x), y).backward()  # expect: TV301
    side.step()  # related: TV301
