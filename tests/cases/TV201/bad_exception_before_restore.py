import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def sample(net, prompt):
    net.eval()  # related: TV201
    try:
        with torch.no_grad():
            shown = net(prompt)
            if not torch.isfinite(shown).all():
                raise ValueError("not finite")
            print(shown)
            net.train()
    except ValueError as problem:
        print(problem)


data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.2), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.SGD(net.parameters(), lr=0.1)
for epoch in range(10):
    for x, y in DataLoader(data, batch_size=8):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()  # expect: TV201
        optimizer.step()
    sample(net, torch.randn(1, 6))  # related: TV201
