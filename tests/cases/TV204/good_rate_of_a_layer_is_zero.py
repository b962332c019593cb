"""The rate is that of a layer, which the model makes with none."""

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    def __init__(self, width, heads, rate=0.0):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(width, 3 * width)
        self.drop = nn.Dropout(rate)

    def forward(self, x):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        return F.scaled_dot_product_attention(q, k, v, dropout_p=self.drop.p).transpose(1, 2).flatten(2)


model = nn.Sequential(Attention(16, 4), Attention(16, 4))
print(model(torch.randn(2, 5, 16)).shape)
