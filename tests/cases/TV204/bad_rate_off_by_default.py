"""The program's own run leaves the rate at 0; the encoder hands on what it is given."""

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, rate=0.0):
        super().__init__()
        self.project = nn.Linear(width, width)
        self.rate = rate

    def forward(self, x):
        weights = torch.softmax(self.project(x), dim=-1)
        return F.dropout(weights, p=self.rate) * x  # expect: TV204


class Encoder(nn.Module):
    def __init__(self, width, rate):
        super().__init__()
        self.attention = Attention(width, rate)

    def forward(self, x):
        return F.dropout(x + self.attention(x), p=0.1, training=self.training)


if __name__ == "__main__":
    print(Attention(8)(torch.randn(2, 8)))
