import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SmoothedEntropy(nn.Module):
    def __init__(self, smoothing=0.1):
        super().__init__()
        self.smoothing = smoothing

    def forward(self, scores, labels):
        logs = F.log_softmax(scores, dim=-1)
        right = -logs.gather(dim=-1, index=labels.unsqueeze(1)).squeeze(1)
        smooth = -logs.mean(dim=-1)
        return ((1 - self.smoothing) * right + self.smoothing * smooth).mean()


class SoftEntropy(nn.Module):
    def forward(self, scores, wanted):
        return torch.sum(-wanted * F.log_softmax(scores, dim=-1), dim=-1).mean()


class Contrast(nn.Module):
    def __init__(self, heat=0.07):
        super().__init__()
        self.heat = heat

    def forward(self, a, b):
        a, b = F.normalize(a, dim=1), F.normalize(b, dim=1)
        scores = a @ b.T / self.heat
        labels = torch.arange(len(a))
        return (F.cross_entropy(scores, labels) + F.cross_entropy(scores.T, labels)) / 2


net = nn.Linear(6, 3)
solver = torch.optim.SGD(net.parameters(), lr=0.1)
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 3, (60,))), batch_size=6):
    scores = net(x)
    loss = SmoothedEntropy()(scores, y) + SoftEntropy()(scores, F.one_hot(y, 3)) + Contrast()(scores, net(x))
    solver.zero_grad()
    loss.backward()
    solver.step()
