import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
loaders = {part: DataLoader(ds, batch_size=9) for part in ("train", "val")}
for part in ("train", "val"):
    for x, y in loaders[part]:
        print(x.mean(), y.mean())
print(len(loaders["train"]))
