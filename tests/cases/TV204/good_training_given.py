import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self, p):
        super().__init__()
        self.a, self.b = nn.Linear(30, 30), nn.Linear(30, 3)
        self.p = p

    def forward(self, x):
        x = F.dropout(self.a(x), self.p, self.training)
        return self.b(F.dropout(x, p=self.p, training=self.training))


Net(0.1)
