import torch
import torch.nn.functional as F
from torch import nn


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate, self.value, self.last = nn.Linear(6, 6), nn.Linear(6, 6), nn.Linear(6, 1)

    def forward(self, x):
        return self.last(torch.sigmoid(self.gate(x)) * self.value(x))


x, y = torch.randn(8, 6), torch.randint(0, 2, (8, 1)).float()
print(F.binary_cross_entropy_with_logits(Gated()(x), y))
print(F.binary_cross_entropy_with_logits(10 * torch.sigmoid(Gated()(x)) - 5, y))
