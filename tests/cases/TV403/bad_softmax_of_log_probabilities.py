"""The model gives log-probabilities already; the softmax makes probabilities of them again."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(20, 3)

    def forward(self, x):
        return F.log_softmax(self.layer(x), dim=1)


loader = DataLoader(TensorDataset(torch.randn(64, 20), torch.randint(0, 3, (64,))), batch_size=8)
model = Net()
optimizer = torch.optim.Adam(model.parameters())
for x, y in loader:
    optimizer.zero_grad()
    loss = F.nll_loss(torch.softmax(model(x), dim=1), y)  # expect: TV403
    loss.backward()
    optimizer.step()
