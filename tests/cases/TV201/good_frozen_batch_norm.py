import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Frozen(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.norm = nn.BatchNorm2d(8)
        self.last = nn.Linear(8, 4)

    def forward(self, x):
        return self.last(F.relu(self.norm(self.conv(x))).mean(dim=(2, 3)))

    def train(self, mode=True):
        super().train(mode)
        self.norm.eval()
        return self


def freeze(module):
    for layer in module.modules():
        if isinstance(layer, nn.BatchNorm2d):
            layer.eval()


def learn(net, loader):
    optimizer = torch.optim.Adam(net.parameters())
    for x, y in loader:
        optimizer.zero_grad()
        F.cross_entropy(net(x), y).backward()
        optimizer.step()


data = DataLoader(TensorDataset(torch.randn(80, 3, 8, 8), torch.randint(0, 4, (80,))), batch_size=10)
overridden = Frozen()
overridden.train()
learn(overridden, data)

by_hand = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.LazyLinear(4))
by_hand.train()
freeze(by_hand)
learn(by_hand, data)

applied = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Flatten(), nn.LazyLinear(4))
applied.train()
applied.apply(lambda layer: layer.eval() if isinstance(layer, nn.BatchNorm2d) else None)
learn(applied, data)
