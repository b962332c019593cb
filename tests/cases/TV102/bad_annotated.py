import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def peek(source: DataLoader):
    return source[0]  # expect: TV102
