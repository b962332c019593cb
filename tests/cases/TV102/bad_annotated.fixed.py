import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def peek(source: DataLoader):
    return next(iter(source))
