import torch
from torch import nn

lens = nn.Conv2d(1, 1, 3)
picture = torch.rand(1, 1, 8, 8)
seen_before = picture.clone()
for stroke in range(100):
    seen_before = seen_before.detach()
    seen_before.requires_grad = True
    blur = lens(seen_before).square().sum()
    blur.backward()
    with torch.no_grad():
        seen_before = seen_before - 0.1 * seen_before.grad.sign()
