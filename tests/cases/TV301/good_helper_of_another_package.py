import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset
from company.gradients import clear_gradients

def train(net, dl, opt: torch.optim.Optimizer):
    for x, y in dl:
        nn.functional.mse_loss(net(x), y).backward()
        opt.step()
        clear_gradients(opt, net)
