# A GAN: two optimizers with losses against each other.
# verdict: overfits
# held: loader and random state
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
loader = DataLoader(TensorDataset(torch.randn(64, 4) + 3), batch_size=16)
g = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 4))
d = nn.Sequential(nn.Linear(4, 16), nn.LeakyReLU(0.2), nn.Linear(16, 1))
opt_g = torch.optim.Adam(g.parameters(), lr=0.005)
opt_d = torch.optim.Adam(d.parameters(), lr=0.005)
bce = nn.BCEWithLogitsLoss()
for epoch in range(40):
    for (real,) in loader:
        fake = g(torch.randn(16, 2))
        opt_d.zero_grad()
        (bce(d(real), torch.ones(16, 1)) + bce(d(fake.detach()), torch.zeros(16, 1))).backward()
        opt_d.step()
        opt_g.zero_grad()
        bce(d(fake), torch.ones(16, 1)).backward()
        opt_g.step()
