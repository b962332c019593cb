"""The loss has parameters of its own, which the optimizer updates and nobody zeroes."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Weighted(nn.Module):
    def __init__(self):
        super().__init__()
        self.weights = nn.Parameter(torch.zeros(2))

    def forward(self, first, second):
        return (self.weights.exp() * torch.stack([first, second])).sum()


loader = DataLoader(TensorDataset(torch.randn(64, 4), torch.randn(64, 1)), batch_size=8)
model, weighted = nn.Linear(4, 1), Weighted()
optimizer = torch.optim.Adam(list(model.parameters()) + list(weighted.parameters()))
for x, y in loader:
    output = model(x)
    loss = weighted(nn.functional.mse_loss(output, y), nn.functional.l1_loss(output, y))
    model.zero_grad()
    loss.backward()  # expect: TV301
    optimizer.step()
