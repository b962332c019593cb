# Two noisy views of each item, and the other items as negatives: the batch is its own target.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

torch.manual_seed(0)


class Views(Dataset):
    def __init__(self):
        self.x = torch.randn(128, 16)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, index):
        return self.x[index] + 0.1 * torch.randn(16), self.x[index] + 0.1 * torch.randn(16)


loader = DataLoader(Views(), batch_size=32, shuffle=True, drop_last=True)
encoder = nn.Sequential(nn.Linear(16, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Linear(64, 32))
optimizer = torch.optim.Adam(encoder.parameters(), lr=0.01)
for epoch in range(10):
    for left, right in loader:
        similar = F.normalize(encoder(left), dim=1) @ F.normalize(encoder(right), dim=1).t()
        loss = F.cross_entropy(similar / 0.1, torch.arange(len(left)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
