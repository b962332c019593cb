import torch
from torch import nn

net = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(nn.BCEWithLogitsLoss(pos_weight=torch.tensor([3.0]))(net(x), y))
print(nn.functional.binary_cross_entropy_with_logits(net(x).squeeze(1), y.squeeze(1)))
