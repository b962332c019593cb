"""The rate is set to zero where a flag says that nothing trains."""

import torch.nn.functional as F
from torch import nn


class Mixer(nn.Module):
    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def mix(self, shown, rate: float, training: bool = True):
        if not training:
            rate = 0.0
        if rate > 0.0:
            shown = F.dropout(shown, p=rate)
        return shown

    def forward(self, shown):
        return self.mix(shown, self.rate, self.training)
