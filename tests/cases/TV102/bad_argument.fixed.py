import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
def look(batch):
    print(batch[0].shape)


look(next(iter(dl)))
print(next(iter(dl))[1].mean())
