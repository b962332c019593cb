import torch
import torch.nn.functional as F
from torch import nn

net, prior = nn.Linear(4, 3), torch.tensor([0.2, 0.3, 0.5])
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.cross_entropy(F.log_softmax(net(x), dim=1) + prior.log(), y))
print(F.cross_entropy(F.log_softmax(net(x), dim=1) / 0.1, y))
