import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Decoder(nn.Module):
    def __init__(self, width, classes, *, probabilities):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(width, width), nn.ReLU())
        self.final = nn.Linear(width, classes)
        self.probabilities = probabilities

    def finish(self, x):
        return F.softmax(x, dim=-1) if self.probabilities else x  # related: TV401

    def forward(self, x):
        return self.finish(self.final(self.layers(x)))  # related: TV401


class Model(nn.Module):
    def __init__(self, width, classes, **options):
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.decode = Decoder(width, classes, **options)

    def forward(self, x):
        return self.decode(self.norm(x))  # related: TV401


model = Model(12, 4, probabilities=True)
solver = torch.optim.SGD(model.parameters(), lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(80, 12), torch.randint(0, 4, (80,))), batch_size=8):
    solver.zero_grad()
    F.cross_entropy(model(x), y).backward()  # expect: TV401  # related: TV401
    solver.step()
