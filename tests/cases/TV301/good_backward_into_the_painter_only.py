"""Only the painter gathers gradients."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(512, 20)), batch_size=32)
painter = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 20))
critic = nn.Sequential(nn.Linear(20, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
paints = torch.optim.Adam(painter.parameters(), lr=1e-3)
judges = torch.optim.Adam(critic.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()

for epoch in range(10):
    for (photos,) in loader:
        ones, zeros = torch.ones(len(photos), 1), torch.zeros(len(photos), 1)
        pictures = painter(torch.randn(len(photos), 8))
        paints.zero_grad()
        fooled = bce(critic(pictures), ones)
        fooled.backward(inputs=list(painter.parameters()))
        paints.step()
        caught = bce(critic(photos), ones) + bce(critic(pictures.detach()), zeros)
        caught.backward()
        judges.step()
        judges.zero_grad()
