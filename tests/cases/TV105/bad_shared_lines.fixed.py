import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

loader = DataLoader(TensorDataset(torch.randn(96, 6), torch.randn(96, 1)), batch_size=12)
regressor = nn.Linear(6, 1)
adam = torch.optim.Adam(regressor.parameters())
batches = iter(loader)
for step in range(100):
    try:
        points, values = next(batches)
    except StopIteration:
        batches = iter(loader)
        points, values = next(batches)
    adam.zero_grad()
    (regressor(points) - values).square().mean().backward()
    adam.step()
