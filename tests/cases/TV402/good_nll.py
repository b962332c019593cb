import torch
import torch.nn.functional as F
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.nll_loss(net(x), y), nn.NLLLoss()(net(x), y))
