import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

class Data:
    def __init__(self):
        self.train = DataLoader(TensorDataset(torch.randn(90, 3)), batch_size=9)

    def sample(self):
        return next(iter(self.train))


Data().sample()
