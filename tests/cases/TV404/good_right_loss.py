import torch
import torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(6, 1), nn.Sigmoid())
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy(net(x), y), nn.BCELoss()(net(x), y))
