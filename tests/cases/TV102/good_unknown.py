import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def peek(train_loader):
    return train_loader[0]
