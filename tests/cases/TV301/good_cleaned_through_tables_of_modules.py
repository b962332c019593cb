import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Sequential(nn.Linear(4, 8), nn.ReLU())
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.hidden(x))


def clean(module):
    for name in module._parameters:
        parameter = module._parameters[name]
        if parameter is not None and parameter.grad is not None:
            parameter.grad.zero_()
    for name in module._modules:
        clean(module._modules[name])


def clean_children(module):
    for name, child in module._modules.items():
        for parameter in child.parameters():
            parameter.grad = None


def train(loader: DataLoader):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        clean(net)


def train_with_children(loader: DataLoader):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        clean_children(net)


def train_by_name(loader: DataLoader):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        F.cross_entropy(net(x), y).backward()
        optimizer.step()
        for name in net._modules:
            net._modules[name].zero_grad()
