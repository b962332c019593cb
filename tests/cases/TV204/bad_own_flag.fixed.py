import torch.nn.functional as F
from torch import nn


class Always(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.is_training = True

    def forward(self, x):
        return F.dropout(self.linear(x), 0.1, training=self.training)


class Switched(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.in_training = True

    def forward(self, x):
        return F.dropout(self.linear(x), 0.1, self.training)


net = Switched()
net.in_training = False
