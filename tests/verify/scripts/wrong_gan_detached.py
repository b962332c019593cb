# A GAN whose generator is cut off from its own loss, too.
# verdict: overfits
# finding: parameters-unreached
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randn(64, 2) + 3), batch_size=16, shuffle=True)
generator = nn.Sequential(nn.Linear(4, 32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.ReLU(), nn.Linear(32, 1))
for_generator = torch.optim.Adam(generator.parameters(), lr=0.01)
for_critic = torch.optim.Adam(critic.parameters(), lr=0.01)
criterion = nn.BCEWithLogitsLoss()
ones, zeros = torch.ones(16, 1), torch.zeros(16, 1)
for epoch in range(60):
    for (real,) in loader:
        fake = generator(torch.randn(16, 4)).detach()
        loss = criterion(critic(real), ones) + criterion(critic(fake), zeros)
        for_critic.zero_grad()
        loss.backward()
        for_critic.step()
        loss = criterion(critic(fake), ones)
        for_generator.zero_grad()
        loss.backward()
        for_generator.step()
