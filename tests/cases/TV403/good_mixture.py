import torch
import torch.nn.functional as F
from torch import nn

layer, gate = nn.Linear(4, 3), nn.Linear(4, 1)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
copy, generate = torch.sigmoid(gate(x)), layer(x).softmax(1)
mixture = copy * generate + (1 - copy) / 3
print(F.nll_loss(mixture.log(), y))
