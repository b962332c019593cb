import torch
import torch.nn.functional as F
from torch import nn

layer = nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.cross_entropy(layer(x), y))
print(F.nll_loss(torch.log(layer(x).softmax(1)), y))
