"""Each turn has an example of its own, and a loader only to make a batch of it."""

import torch
from torch import nn
from torch.utils.data import DataLoader

model = nn.Linear(4, 1)
outputs = []
for example in torch.randn(8, 4):
    one = DataLoader([example], batch_size=1)
    batch = next(iter(one))
    outputs.append(model(batch))
