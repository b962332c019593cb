import torch
from torch import nn


class Pointer(nn.Module):
    def __init__(self, words, width):
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.query, self.out = nn.Linear(width, width), nn.Linear(width, words)

    def forward(self, ids):
        x = self.embed(ids)
        weights = torch.softmax(self.query(x) @ x.transpose(1, 2), dim=-1)
        return torch.softmax(self.out(weights @ x), dim=-1)  # related: TV403
