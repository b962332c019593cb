import torch
from torch import nn
from torch.nn import Linear
from torch.utils.data import DataLoader, TensorDataset


class Tagger(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Linear(6, 24)
        self.outer = Linear(24, 3)

    def forward(self, x):
        hidden = torch.tanh(self.inner(x))
        return self.outer(hidden), hidden


tagger = Tagger()
updater = torch.optim.Adam(tagger.parameters())
for points, labels in DataLoader(TensorDataset(torch.randn(96, 6), torch.randint(0, 3, (96,))), batch_size=12):
    tags, hidden = tagger(points)
    loss = nn.functional.cross_entropy(tags, labels) + hidden.norm()
    updater.zero_grad()
    loss.backward()
    updater.step()
    print((tags.max(1)[1] == labels).float().mean())
