import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Mixer(nn.Module):
    def __init__(self, width, learning=True):
        super().__init__()
        self.learning = learning
        self.a, self.b = nn.Linear(width, width), nn.Linear(width, 2)

    def forward(self, x):
        x = F.dropout(F.gelu(self.a(x)), p=0.2, training=self.learning)  # expect-hint: TV204
        return self.b(x)


class Encoder(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layer = nn.Linear(width, width)
        self.is_learning = True

    def forward(self, x):
        x = F.relu(self.layer(x))
        return F.dropout(x, 0.3, training=self.is_learning)  # expect: TV204


mixer = nn.Sequential(Encoder(6), Mixer(6))
solver = torch.optim.Adam(mixer.parameters())
feed = DataLoader(TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,))), batch_size=8)
for epoch in range(5):
    mixer.train()
    for x, y in feed:
        solver.zero_grad()
        F.cross_entropy(mixer(x), y).backward()
        solver.step()
    mixer.eval()
    with torch.no_grad():
        print(sum(F.cross_entropy(mixer(x), y).item() for x, y in feed))
