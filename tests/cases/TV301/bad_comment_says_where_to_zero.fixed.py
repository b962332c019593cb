import torch
from torch import nn

tuner = nn.Linear(6, 3)
fork = torch.optim.Adam(tuner.parameters())
for turn in range(200):
    tone = torch.randn(4, 6)
    # Zero the parameter gradients

    # sound it
    fork.zero_grad()
    pitch = tuner(tone)
    drift = (pitch - tone[:, :3]).square()
    spread = drift.mean(dim=0)
    worst = spread.max()
    total = spread.sum() + worst
    total.backward()
    fork.step()
