import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def draw(iterator):
    return iterator.next()
