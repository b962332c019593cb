import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

generator = nn.Sequential(nn.Linear(8, 32), nn.BatchNorm1d(32), nn.ReLU(), nn.Linear(32, 2))
judge = nn.Sequential(nn.Linear(2, 32), nn.LeakyReLU(0.2), nn.Dropout(0.3), nn.Linear(32, 1))
for_generator = torch.optim.Adam(generator.parameters(), lr=2e-4)
for_judge = torch.optim.Adam(judge.parameters(), lr=2e-4)
criterion = nn.BCEWithLogitsLoss()
fixed = torch.randn(16, 8)

for epoch in range(50):
    generator.train()
    for (real,) in DataLoader(TensorDataset(torch.randn(640, 2)), batch_size=64):
        ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
        fake = generator(torch.randn(len(real), 8))
        for_judge.zero_grad()
        loss = criterion(judge(real), ones) + criterion(judge(fake.detach()), zeros)
        loss.backward()
        for_judge.step()
        for_generator.zero_grad()
        criterion(judge(fake), ones).backward()
        for_generator.step()
    generator.eval()
    with torch.no_grad():
        print(generator(fixed))
