import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

draw = nn.Sequential(nn.Linear(16, 64), nn.ReLU(), nn.Linear(64, 100))
judge = nn.Sequential(nn.Linear(100, 64), nn.LeakyReLU(0.2), nn.Linear(64, 1))
opt_draw = torch.optim.Adam(draw.parameters(), lr=2e-4)
opt_judge = torch.optim.Adam(judge.parameters(), lr=2e-4)
bce = nn.BCEWithLogitsLoss()
for i, (real,) in enumerate(DataLoader(TensorDataset(torch.randn(90, 100)), batch_size=9)):
    ones, zeros = torch.ones(len(real), 1), torch.zeros(len(real), 1)
    fake = draw(torch.randn(len(real), 16))
    opt_judge.zero_grad()
    (bce(judge(real), ones) + bce(judge(fake.detach()), zeros)).backward()
    opt_judge.step()
    if i % 5 == 0:
        opt_draw.zero_grad()
        bce(judge(fake), ones).backward()
        opt_draw.step()
