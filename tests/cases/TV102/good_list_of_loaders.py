import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
loaders = [DataLoader(ds, batch_size=9), DataLoader(ds, batch_size=3)]
for i in range(2):
    x, y = next(iter(loaders[i]))
print(loaders[0].batch_size)
