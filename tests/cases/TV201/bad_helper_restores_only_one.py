import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

encoder = nn.Sequential(nn.Linear(30, 20), nn.ReLU(), nn.Dropout(0.4))
decoder = nn.Sequential(nn.Linear(20, 20), nn.BatchNorm1d(20), nn.ReLU(), nn.Linear(20, 5))
optimizer = torch.optim.Adam([*encoder.parameters(), *decoder.parameters()])
samples = TensorDataset(torch.randn(500, 30), torch.randint(0, 5, (500,)))


def dev_loss(loader):
    encoder.eval()
    decoder.eval()  # related: TV201
    with torch.no_grad():
        loss = sum(F.cross_entropy(decoder(encoder(x)), y).item() for x, y in loader)
    encoder.train()
    return loss


for epoch in range(4):
    for x, y in DataLoader(samples, batch_size=50):
        optimizer.zero_grad()
        hidden = encoder(x)
        loss = F.cross_entropy(decoder(hidden), y)  # expect: TV201
        loss.backward()
        optimizer.step()
    print(dev_loss(DataLoader(samples, batch_size=100)))  # related: TV201
