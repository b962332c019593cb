import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def train(net, dl, opt: torch.optim.Optimizer, keep):
    for x, y in dl:
        if not keep:
            opt.zero_grad()
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
