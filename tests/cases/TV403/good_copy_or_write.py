import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Pointer(nn.Module):
    """Writes a word of its own, or copies one of the source."""

    def __init__(self, words, width):
        super().__init__()
        self.embed = nn.Embedding(words, width)
        self.out, self.choose = nn.Linear(width, words), nn.Linear(width, 1)

    def forward(self, source):
        x = self.embed(source)
        attention = F.softmax((x @ x.transpose(1, 2)).mean(1), dim=-1)
        state = (attention.unsqueeze(-1) * x).sum(1)
        write = torch.sigmoid(self.choose(state))
        chances = write * F.softmax(self.out(state), dim=-1)
        chances = chances.scatter_add(1, source, (1 - write) * attention)
        return chances


class Ensemble(nn.Module):
    def __init__(self, nets):
        super().__init__()
        self.nets = nn.ModuleList(nets)

    def forward(self, x):
        return torch.stack([net(x).softmax(-1) for net in self.nets]).mean(0)


pointer = Pointer(50, 16)
ensemble = Ensemble([nn.Linear(7, 3) for _ in range(4)])
solver = torch.optim.Adam([*pointer.parameters(), *ensemble.parameters()])
for source, wanted in DataLoader(TensorDataset(torch.randint(0, 50, (40, 7)), torch.randint(0, 50, (40,))), batch_size=8):
    chances = pointer(source)
    loss = F.nll_loss(torch.log(chances + 1e-12), wanted)
    loss = loss + F.nll_loss(torch.clamp(ensemble(source.float()), 1e-7).log(), wanted % 3)
    loss = loss + nn.NLLLoss()(torch.log(torch.softmax(pointer.out(pointer.embed(wanted)), dim=1)), wanted)
    solver.zero_grad()
    loss.backward()
    solver.step()
