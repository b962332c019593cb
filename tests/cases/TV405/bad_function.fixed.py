import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

net = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy_with_logits(net(x).squeeze(1), y.squeeze(1)))
print(binary_cross_entropy_with_logits(net(x), y, reduction="none"))
