import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Spam(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(6, 1)

    def forward(self, x):
        return torch.sigmoid(self.layer(x)).squeeze(1)  # related: TV404


spam = Spam()
criterion = nn.BCEWithLogitsLoss(reduction="mean")
optimizer = torch.optim.SGD(spam.parameters(), lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 2, (60,)).float()), batch_size=6):
    optimizer.zero_grad()
    chance = spam(x)  # related: TV404
    loss = criterion(chance, y)  # expect: TV404
    loss.backward()
    optimizer.step()
    print(((chance > 0.5) == y).float().mean())
