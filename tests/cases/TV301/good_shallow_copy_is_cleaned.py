import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(4, 8)
        self.out = nn.Linear(8, 2)

    def forward(self, x):
        return self.out(self.hidden(x).relu())


def same_parameters(module):
    copy = module.__new__(type(module))
    copy.__dict__ = module.__dict__.copy()
    copy._parameters = module._parameters.copy()
    copy._modules = {name: same_parameters(child) for name, child in module._modules.items()}
    return copy


def train(loader: DataLoader):
    net = Net()
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        replica = same_parameters(net)
        F.cross_entropy(replica(x), y).backward()
        optimizer.step()
        replica.zero_grad()
