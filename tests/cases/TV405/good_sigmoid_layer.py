import torch
from torch import nn

net = nn.Sequential(nn.Linear(6, 12), nn.ReLU(), nn.Linear(12, 1), nn.Sigmoid())
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(nn.BCELoss()(net(x), y))
