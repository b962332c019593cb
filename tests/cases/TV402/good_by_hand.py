import torch
import torch.nn.functional as F
from torch import nn

net = nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
logs = F.log_softmax(net(x), dim=1)
print(-logs[torch.arange(5), y].mean())
