import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6), torch.randn(96, 1)), batch_size=12)
regressor = nn.Linear(6, 1)
adam = torch.optim.Adam(regressor.parameters())
for step in range(100):
    points, values = next(iter(loader)); adam.zero_grad()  # expect: TV105
    (regressor(points) - values).square().mean().backward()
    adam.step()
