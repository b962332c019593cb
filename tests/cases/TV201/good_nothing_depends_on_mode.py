import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Plain(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 20), nn.LayerNorm(20), nn.ReLU(), nn.Dropout(0.0))
        self.recurrent = nn.GRU(20, 20, batch_first=True)
        self.last = nn.Linear(20, 2)

    def forward(self, x):
        states, _ = self.recurrent(self.layers(x).unsqueeze(1))
        return self.last(states[:, -1])


data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
plain = Plain()
optimizer = torch.optim.Adam(plain.parameters())
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.cross_entropy(plain(x), y).backward()
        optimizer.step()
    plain.eval()
    with torch.no_grad():
        print(sum(F.cross_entropy(plain(x), y).item() for x, y in DataLoader(data, batch_size=40)))
