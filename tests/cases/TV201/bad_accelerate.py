import torch
import torch.nn.functional as F
from accelerate import Accelerator
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

accelerator = Accelerator()
data = TensorDataset(torch.randn(80, 6), torch.randint(0, 2, (80,)))
net = nn.Sequential(nn.Linear(6, 20), nn.Dropout(0.1), nn.ReLU(), nn.Linear(20, 2))
optimizer = torch.optim.AdamW(net.parameters())
net, optimizer, loader = accelerator.prepare(net, optimizer, DataLoader(data, batch_size=8))
net.train()  # related: TV201
for epoch in range(3):
    for x, y in loader:
        loss = F.cross_entropy(net(x), y)  # expect: TV201
        accelerator.backward(loss)
        optimizer.step()
        optimizer.zero_grad()
    net.eval()  # related: TV201
    with torch.no_grad():
        for x, y in loader:
            print(F.cross_entropy(net(x), y))
