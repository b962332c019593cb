import torch
from torch import nn


class ByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = [nn.Dropout(0.1), nn.Dropout(0.2)]
        self.last = nn.Linear(8, 2)

    def train(self, mode=True):
        super().train(mode)
        for layer in self.hidden:
            layer.train(mode)
        return self

    def forward(self, x):
        for layer in self.hidden:
            x = layer(x)
        return self.last(x)


by_hand = ByHand()
by_hand.eval()
by_hand(torch.randn(2, 8))
