import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def look(loader):
    return list(loader)[0]
