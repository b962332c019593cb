import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Prefetcher:
    def __init__(self, loader):
        self.it = iter(loader)

    def next(self):
        return next(self.it, None)


ds = TensorDataset(torch.randn(90, 3), torch.randn(90, 1))
dl = DataLoader(ds, batch_size=9, shuffle=True)
fetch = Prefetcher(dl)
print(fetch.next())
