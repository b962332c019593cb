import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

def train(net: nn.Module, dl, opt: torch.optim.Optimizer, private):
    for x, y in dl:
        nn.functional.mse_loss(net(x), y).backward()
        kept = [p.grad.clone() for p in net.parameters()]
        opt.zero_grad()
        private.restore(net, kept)
        opt.step()
