import torch
from torch import nn

net = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
criterion = nn.BCEWithLogitsLoss()
out = net(x)
chance = torch.sigmoid(out)
print(criterion(out, y), ((chance > 0.5) == y).float().mean())
