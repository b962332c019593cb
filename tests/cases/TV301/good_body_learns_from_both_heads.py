"""The body learns from both losses, on purpose."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(512, 20)), batch_size=32)
painter = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 20))
critic = nn.Sequential(nn.Linear(20, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
paints = torch.optim.Adam(painter.parameters(), lr=1e-3)
judges = torch.optim.Adam(critic.parameters(), lr=1e-3)
bce = nn.BCEWithLogitsLoss()

head_a, head_b = nn.Linear(20, 1), nn.Linear(20, 1)
opt_a = torch.optim.Adam(head_a.parameters(), lr=1e-3)
opt_rest = torch.optim.Adam([*painter.parameters(), *head_b.parameters()], lr=1e-3)
for epoch in range(10):
    for (photos,) in loader:
        ones, zeros = torch.ones(len(photos), 1), torch.zeros(len(photos), 1)
        h = painter(torch.randn(len(photos), 8))
        opt_a.zero_grad()
        opt_rest.zero_grad()
        bce(head_a(h), ones).backward(retain_graph=True)
        opt_a.step()
        bce(head_b(h), ones).backward()
        opt_rest.step()
