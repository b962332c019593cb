import torch
import torch.nn.functional as F
from torch import nn

layer = nn.Linear(6, 1)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy(layer(x).sigmoid(), y), F.binary_cross_entropy(torch.sigmoid(layer(x)), y))
