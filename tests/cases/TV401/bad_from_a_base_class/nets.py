import torch
from torch import nn

from heads import Head


class Bag(Head):
    def __init__(self, words, classes):
        super().__init__(32, classes)
        self.embed = nn.EmbeddingBag(words, 32)

    def forward(self, ids):
        return self.classify(torch.tanh(self.embed(ids)))  # related: TV401
