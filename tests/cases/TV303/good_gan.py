import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

draw, judge = nn.Linear(4, 8), nn.Linear(8, 1)
opt_d = torch.optim.Adam(draw.parameters())
opt_j = torch.optim.Adam(judge.parameters())
for (real,) in DataLoader(TensorDataset(torch.randn(90, 8)), batch_size=9):
    opt_j.zero_grad()
    (judge(draw(torch.randn(9, 4)).detach()).mean() - judge(real).mean()).backward()
    opt_j.step()
    opt_d.zero_grad()
    (-judge(draw(torch.randn(9, 4))).mean()).backward()
    opt_d.step()
