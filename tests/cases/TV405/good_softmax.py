import torch
import torch.nn.functional as F
from torch import nn

layer = nn.Linear(6, 2)
x, y = torch.randn(8, 6), torch.randint(0, 2, (8,))
print(F.binary_cross_entropy(layer(x).softmax(1), F.one_hot(y, 2).float()))
