import torch
import torch.nn as nn
import torch.nn.functional as F


class Mlp(nn.Module):
    def __init__(self, rate=0.5):
        super().__init__()
        self.a = nn.Linear(30, 30)
        self.b = nn.Linear(30, 3)
        self.rate = rate

    def forward(self, x):
        x = F.dropout(F.relu(self.a(x)), self.rate, training=self.training)
        return self.b(x)


class Conv(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)

    def forward(this, images):
        maps = this.conv(images)
        maps = F.dropout2d(maps, p=0.2, training=this.training)
        return nn.functional.dropout(maps, training=this.training)


mlp, conv = Mlp(), Conv()
mlp(torch.randn(2, 30)), conv(torch.randn(2, 3, 8, 8))
