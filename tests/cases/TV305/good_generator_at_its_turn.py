import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

make, judge = nn.Linear(4, 8), nn.Linear(8, 1)
opt_make = torch.optim.Adam(make.parameters())
opt_judge = torch.optim.Adam(judge.parameters())
for i, (real,) in enumerate(DataLoader(TensorDataset(torch.randn(90, 8)), batch_size=9)):
    opt_judge.zero_grad()
    (judge(make(torch.randn(9, 4))).mean() - judge(real).mean()).backward()
    opt_judge.step()
    opt_make.zero_grad()
    if i % 5 == 0:
        (-judge(make(torch.randn(9, 4))).mean()).backward()
        opt_make.step()
