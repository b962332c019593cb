import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

data = TensorDataset(torch.randn(80, 6), torch.randn(80, 2))
net = nn.Sequential(nn.Linear(6, 20), nn.BatchNorm1d(20, track_running_stats=False), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.Adam(net.parameters())
for epoch in range(5):
    for x, y in DataLoader(data, batch_size=10):
        optimizer.zero_grad()
        F.mse_loss(net(x), y).backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        print(F.mse_loss(net(data.tensors[0]), data.tensors[1]).item())
