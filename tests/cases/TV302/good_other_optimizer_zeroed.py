import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

make, judge = nn.Linear(3, 8), nn.Linear(8, 1)
for_make = torch.optim.Adam(make.parameters())
for_judge = torch.optim.Adam(judge.parameters())
for (x,) in DataLoader(TensorDataset(torch.randn(90, 3)), batch_size=9):
    for_make.zero_grad()
    judge(make(x)).mean().backward()
    for_judge.zero_grad()
    for_make.step()
    judge(make(x).detach()).square().mean().backward()
    for_judge.step()
