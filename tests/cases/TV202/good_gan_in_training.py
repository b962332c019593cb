import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

painter = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
critic = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(32, 1))
paint = torch.optim.Adam(painter.parameters(), lr=2e-4)
criticize = torch.optim.Adam(critic.parameters(), lr=2e-4)
criterion = nn.BCEWithLogitsLoss()
noise = torch.randn(16, 8)

for epoch in range(50):
    for number, (real,) in enumerate(DataLoader(TensorDataset(torch.randn(640, 2)), batch_size=64)):
        with torch.no_grad():
            fake = painter(torch.randn(len(real), 8))
        criticize.zero_grad()
        loss = criterion(critic(real), torch.ones(len(real), 1))
        loss = loss + criterion(critic(fake), torch.zeros(len(real), 1))
        loss.backward()
        criticize.step()
        paint.zero_grad()
        criterion(critic(painter(torch.randn(64, 8))), torch.ones(64, 1)).backward()
        paint.step()
        if number % 100 == 0:
            with torch.no_grad():
                print(painter(noise))
