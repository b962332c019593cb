import torch
from torch import nn
from torch.nn import functional as F

judge = nn.Sequential(nn.Linear(5, 3), nn.LogSoftmax(dim=1))
pen = torch.optim.Adam(judge.parameters())
for _ in range(100):
    x, y = torch.randn(8, 5), torch.randint(0, 3, (8,))
    pen.zero_grad()
    loss = F.nll_loss(judge(x), y)
    loss.backward()
    pen.step()
