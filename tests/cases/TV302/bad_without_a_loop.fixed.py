import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def learn(net: nn.Module, opt: torch.optim.Optimizer, x, y):
    loss = nn.functional.mse_loss(net(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
    return loss
