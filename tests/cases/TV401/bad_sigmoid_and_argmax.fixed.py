import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(10, 4)
x, y = torch.randn(8, 10), torch.randint(0, 4, (8,))
loss = F.cross_entropy(net(x), y)
loss = loss + F.cross_entropy(net(x), y)
guess = net(x)
loss = loss + F.cross_entropy(guess.float(), y.float())
print(loss)
