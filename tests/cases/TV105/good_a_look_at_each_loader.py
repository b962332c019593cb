import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
for size in (3, 9, 30):
    x, y = next(iter(DataLoader(ds, batch_size=size)))
    print(x.shape, y.shape)
