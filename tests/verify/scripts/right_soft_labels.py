# Soft targets: the loss has their entropy as its floor.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
targets = torch.softmax(torch.randn(64, 5), 1)
loader = DataLoader(TensorDataset(torch.randn(64, 8), targets), batch_size=8)
model = nn.Sequential(nn.Linear(8, 64), nn.ReLU(), nn.Linear(64, 5))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(30):
    for x, y in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
