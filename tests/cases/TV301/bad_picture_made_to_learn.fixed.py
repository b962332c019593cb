import torch
from torch import nn


def tone(picture):
    return torch.atanh(picture * 2 - 1)


lens = nn.Conv2d(1, 1, 3)
picture = torch.rand(1, 1, 8, 8)
sketch = tone(picture).detach()
sketch.requires_grad = True
pencil = torch.optim.Adam([sketch], lr=0.01)
for stroke in range(100):
    seen = lens((sketch.tanh() + 1) / 2)
    blur = (seen - seen.mean()).square().sum()
    pencil.zero_grad()
    blur.backward()
    pencil.step()
