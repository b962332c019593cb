import torch
import torch.nn.functional as F
from torch import nn

layer = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy(layer(x).clamp(0, 1), y))
print(F.binary_cross_entropy((layer(x).tanh() + 1) / 2, y))
