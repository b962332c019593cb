import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Regressor(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        self.first = nn.Linear(8, width)
        self.drop = nn.Dropout(p=0.2)
        self.last = nn.Linear(width, 1)

    def forward(self, x):
        return self.last(self.drop(torch.tanh(self.first(x))))


def validate(m, loader):
    m.eval()  # related: TV201
    total = 0.0
    with torch.no_grad():
        for a, b in loader:
            total += F.mse_loss(m(a), b).item()
    return total / len(loader)


def run():
    data = TensorDataset(torch.randn(300, 8), torch.randn(300, 1))
    m = Regressor()
    adam = torch.optim.Adam(m.parameters())
    for epoch in range(10):
        for a, b in DataLoader(data, batch_size=30):
            prediction = m(a)  # expect: TV201
            adam.zero_grad()
            F.mse_loss(prediction, b).backward()
            adam.step()
        validate(m, DataLoader(data, batch_size=100))  # related: TV201


run()
