import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)
        self.softmax = nn.LogSoftmax(dim=1)

    def forward(self, x):
        return self.softmax(self.layer(x))


net = Net()
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.nll_loss(net(x), y))
