import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Scorer:
    """Measures a network on held-out data."""

    def __init__(self, network, held_out):
        self.network = network
        self.held_out = held_out

    @torch.no_grad()
    def __call__(self):
        self.network.eval()  # related: TV201
        return sum(F.l1_loss(self.network(a).squeeze(1), b).item() for a, b in self.held_out)


points = TensorDataset(torch.randn(128, 4), torch.randn(128))
network = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Dropout(0.1), nn.Linear(16, 1))
scorer = Scorer(network, DataLoader(points, batch_size=64))
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)
for epoch in range(30):
    for a, b in DataLoader(points, batch_size=8):
        optimizer.zero_grad()
        error = F.mse_loss(network(a).squeeze(1), b)  # expect: TV201
        error.backward()
        optimizer.step()
    print(scorer())  # related: TV201
