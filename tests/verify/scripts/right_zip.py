# Two loaders, zipped.
# verdict: overfits
# held: loader
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(0)
left = DataLoader(TensorDataset(torch.randn(64, 8)), batch_size=8, shuffle=True)
right = DataLoader(TensorDataset(torch.randn(64, 2)), batch_size=8, shuffle=True)
model = nn.Sequential(nn.Linear(8, 64), nn.Tanh(), nn.Linear(64, 2))
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
for epoch in range(40):
    for (x,), (y,) in zip(left, right):
        loss = nn.MSELoss()(model(x), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
