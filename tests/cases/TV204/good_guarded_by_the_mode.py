import torch
import torch.nn.functional as F
from torch import nn


class Fusion(nn.Module):
    def __init__(self, width, rate=0.3, noise=0.1):
        super().__init__()
        self.a, self.b = nn.Linear(width, width), nn.Linear(width, width)
        self.rate, self.noise = rate, noise

    def hide(self, x):
        if not self.training or self.rate == 0:
            return x
        return F.dropout(x, self.rate)

    def forward(self, x):
        h = self.hide(torch.relu(self.a(x)))
        if self.training and self.noise:
            h = h + self.noise * torch.randn_like(h)
            h = F.feature_alpha_dropout(h, 0.2, True)
        rate = self.rate if self.training else 0.0
        return self.b(F.dropout(h, p=rate))


class Masked(Fusion):
    def forward(self, x):
        h = super().forward(x)
        if self.training:
            return F.dropout(h, 0.1), F.alpha_dropout(h, 0.1, training=True)
        return h, h


Masked(4)(torch.randn(2, 4))
