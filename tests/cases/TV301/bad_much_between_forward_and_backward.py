import torch
from torch import nn

scale = nn.Linear(6, 3)
needle = torch.optim.Adam(scale.parameters())
for turn in range(200):
    load = torch.randn(4, 6)
    reading = scale(load)
    error = (reading - load[:, :3]).square()
    each = error.mean(dim=0)
    worst = each.max()
    # settle
    (each.sum() + worst).backward()  # expect: TV301
    needle.step()
