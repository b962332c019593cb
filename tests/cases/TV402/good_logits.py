import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.cross_entropy(net(x), y), F.log_softmax(net(x), dim=1))
