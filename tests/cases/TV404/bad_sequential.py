import torch
import torch.nn as nn

judge = nn.Sequential(nn.Linear(2, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1), nn.Sigmoid())  # related: TV404
painter = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 2))
criterion = nn.BCEWithLogitsLoss()
optimizer = torch.optim.Adam(judge.parameters())
for _ in range(100):
    optimizer.zero_grad()
    real, fake = judge(torch.randn(8, 2)), judge(painter(torch.randn(8, 4)).detach())
    loss = criterion(real, torch.ones(8, 1))  # expect: TV404
    loss = loss + criterion(fake, torch.zeros(8, 1))  # expect: TV404
    loss.backward()
    optimizer.step()
