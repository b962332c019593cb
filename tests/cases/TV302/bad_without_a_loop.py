import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def learn(net: nn.Module, opt: torch.optim.Optimizer, x, y):
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()  # related: TV302
    opt.zero_grad()  # expect: TV302
    opt.step()  # related: TV302
    return loss
