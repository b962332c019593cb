"""That a rate is given doesn't tell the modes apart."""

import torch.nn.functional as F
from torch import nn


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(8, 8)
        self.uses_dropout = True

    def forward(self, x, rate=0.5):
        x = self.layer(x)
        if rate and self.uses_dropout:
            x = F.dropout(x, rate)  # expect: TV204
        return x
