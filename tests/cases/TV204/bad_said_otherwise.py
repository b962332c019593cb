"""The text speaks of dropout, and says nothing of evaluation."""

import torch.nn.functional as F
from torch import nn


class Head(nn.Module):
    """A layer behind dropout. It is also used for the test of the decoder."""

    def __init__(self, rate=0.5):
        super().__init__()
        self.rate = rate
        self.layer = nn.Linear(8, 2)

    def forward(self, x):
        # Evaluation uses the same layer.
        return self.layer(F.dropout(x, self.rate))  # expect: TV204
