import torch
from torch import nn

net = nn.Sequential(nn.Linear(4, 3), nn.LogSoftmax(dim=1))  # related: TV402
criterion = nn.CrossEntropyLoss(ignore_index=0)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(criterion(net(x), y))  # expect: TV402
