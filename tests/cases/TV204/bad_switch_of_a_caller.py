"""A flag of the caller's, which has the name of one that the function is given too."""

import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 8)

    def forward(self, x, use_cache=False):
        return F.dropout(self.layer(x), 0.1)  # expect: TV204


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = Attention()

    def forward(self, x, use_cache=False):
        if use_cache:
            x = x.detach()
            return self.attention(x, use_cache)
        return x
