import torch
from torch import nn

student = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=-1))  # related: TV406
teacher = nn.Sequential(nn.Linear(4, 3), nn.Softmax(dim=-1))
kl = nn.KLDivLoss(reduction="batchmean")
x = torch.randn(5, 4)
with torch.no_grad():
    goal = teacher(x)
print(kl(student(x), goal))  # expect: TV406
