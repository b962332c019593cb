import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
batches = list(dl)  # related: TV103
x, y = batches[0]  # expect: TV103
print(x.shape, y.shape)
