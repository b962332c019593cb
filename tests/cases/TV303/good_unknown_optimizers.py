import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def train(net, other, rows, one, two):
    for x, y in rows:
        one.zero_grad()
        two.zero_grad()
        nn.functional.mse_loss(net(x) + other(x), y).backward()
        one.step()
        two.step()
