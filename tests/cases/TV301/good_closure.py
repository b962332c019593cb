import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

x, y = torch.randn(50, 2), torch.randn(50, 1)
net = nn.Linear(2, 1)
opt = torch.optim.LBFGS(net.parameters())


def closure():
    opt.zero_grad()
    loss = nn.functional.mse_loss(net(x), y)
    loss.backward()
    return loss


for _ in range(20):
    opt.step(closure)
