import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def learn(thing, x, y):
    thing.zero_grad  # expect-hint: TV304
    return thing.fit(x, y)
