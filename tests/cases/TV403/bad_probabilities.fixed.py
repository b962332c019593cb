import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.functional import log_softmax


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(4, 9), nn.Tanh(), nn.Linear(9, 3), nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.layers(x)


net, layer = Net(), nn.Linear(4, 3)
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.nll_loss(net(x), y))
print(F.nll_loss(F.log_softmax(layer(x), dim=1), y))
print(F.nll_loss(layer(x).log_softmax(dim=1), y))
print(F.nll_loss(log_softmax(layer(x), 1), y))
