import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

net = nn.Linear(3, 1)
net.weight
net.training
torch.randn(3).grad
