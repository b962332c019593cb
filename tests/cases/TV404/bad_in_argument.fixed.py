import torch
import torch.nn.functional as F
from torch import nn

linear = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy_with_logits(linear(x), y))
print(F.binary_cross_entropy_with_logits(linear(x).squeeze(1), y.squeeze(1)))
print(nn.BCEWithLogitsLoss(pos_weight=torch.ones(1))(linear(x), y))
