import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 3)
        self.softmax = nn.LogSoftmax(dim=1)  # related: TV402

    def forward(self, x):
        return self.softmax(self.layer(x))  # related: TV402


net = Net()
x, y = torch.randn(5, 4), torch.randint(0, 3, (5,))
print(F.cross_entropy(net(x), y))  # expect: TV402  # related: TV402
