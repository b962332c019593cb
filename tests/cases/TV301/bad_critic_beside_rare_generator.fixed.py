import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6)), batch_size=12)
painter, critic = nn.Linear(3, 6), nn.Linear(6, 1)
for_painter = torch.optim.RMSprop(painter.parameters())
for_critic = torch.optim.RMSprop(critic.parameters())
for number, (real,) in enumerate(loader):
    for_critic.zero_grad()
    gap = critic(painter(torch.randn(12, 3)).detach()).mean() - critic(real).mean()
    gap.backward()
    for_critic.step()
    if number % 5 == 0:
        painter.zero_grad()
        deceit = -critic(painter(torch.randn(12, 3))).mean()
        deceit.backward()
        for_painter.step()
