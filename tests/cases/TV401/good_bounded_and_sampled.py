import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Bounded(nn.Module):
    """Scores between -limit and limit, as in pointer networks that search."""

    def __init__(self, limit):
        super().__init__()
        self.score, self.limit = nn.Linear(6, 4), limit

    def forward(self, x):
        return self.limit * torch.tanh(self.score(x))


class Cosine(nn.Module):
    def __init__(self, scale=20.0):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 6))
        self.scale = nn.Parameter(torch.tensor(scale))

    def forward(self, x):
        return self.scale * torch.sigmoid(F.normalize(x) @ F.normalize(self.weight).T)


class Codebook(nn.Module):
    def __init__(self):
        super().__init__()
        self.choose, self.codes, self.read = nn.Linear(6, 16), nn.Parameter(torch.randn(16, 6)), nn.Linear(6, 4)

    def forward(self, x, heat):
        picked = F.gumbel_softmax(self.choose(x), tau=heat, hard=True)
        return self.read(picked @ self.codes)


parser = argparse.ArgumentParser()
parser.add_argument("--heat", type=float, default=1.0)
heat = parser.parse_args().heat
nets = nn.ModuleList([Bounded(10.0), Cosine()])
codebook = Codebook()
solver = torch.optim.Adam([*nets.parameters(), *codebook.parameters()])
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 4, (60,))), batch_size=6):
    loss = sum(F.cross_entropy(net(x) / heat, y) for net in nets) + F.cross_entropy(codebook(x, heat), y)
    solver.zero_grad()
    loss.backward()
    solver.step()
