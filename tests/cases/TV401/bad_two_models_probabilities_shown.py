import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Shallow(nn.Module):
    def __init__(self):
        super().__init__()
        self.last = nn.Linear(6, 3)

    def forward(self, x):
        scores = self.last(x)
        shares = F.softmax(scores, dim=1)
        return shares


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(6, 24), nn.ReLU(), nn.Linear(24, 3), nn.Softmax(dim=1))

    def forward(self, x):
        return self.layers(x)


batches = DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12)
criterion = nn.CrossEntropyLoss()


def fit(network):
    updater = torch.optim.Adam(network.parameters())
    for points, labels in batches:
        loss = criterion(network(points), labels)  # expect: TV401
        updater.zero_grad()
        loss.backward()
        updater.step()


shallow, deep = Shallow(), Deep()
fit(shallow)
fit(deep)
with torch.no_grad():
    for points, labels in batches:
        certain = shallow(points)
        print(certain.max(dim=1).values.mean(), (deep(points) > 0.9).sum())
