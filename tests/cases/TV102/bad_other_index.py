import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
for i in range(len(dl)):
    x, y = dl[i]  # expect: TV102
last = dl[-1]  # expect: TV102
some = dl[:2]  # expect: TV102
