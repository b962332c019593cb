import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(10, 4)
x, y = torch.randn(8, 10), torch.randint(0, 4, (8,))
loss = F.cross_entropy(torch.sigmoid(net(x)), y)  # expect: TV401
loss = loss + F.cross_entropy(net(x).sigmoid(), y)  # expect: TV401
guess = net(x).argmax(dim=1)  # related: TV401
loss = loss + F.cross_entropy(guess.float(), y.float())  # expect: TV401
print(loss)
