import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class Mixup:
    def __init__(self, classes, alpha):
        self.classes, self.alpha = classes, alpha

    def __call__(self, x, y):
        share = float(np.random.beta(self.alpha, self.alpha))
        order = torch.randperm(len(x))
        labels = F.one_hot(y, self.classes).float()
        return share * x + (1 - share) * x[order], share * labels + (1 - share) * labels[order]


class PseudoLabels:
    def __init__(self, net, sharpness=0.5):
        self.net, self.sharpness = net, sharpness

    @torch.no_grad()
    def __call__(self, x):
        chances = torch.softmax(self.net(x), dim=1) ** (1 / self.sharpness)
        return chances / chances.sum(1, keepdim=True)


net, average = nn.Linear(6, 3), nn.Linear(6, 3)
solver = torch.optim.SGD(net.parameters(), lr=0.1)
mixup, guess, criterion = Mixup(3, 0.2), PseudoLabels(average), nn.CrossEntropyLoss()
for x, y in DataLoader(TensorDataset(torch.randn(60, 6), torch.randint(0, 3, (60,))), batch_size=6):
    mixed, labels = mixup(x, y)
    loss = criterion(net(mixed), labels) + criterion(net(x), guess(x))
    loss = loss + F.cross_entropy(net(x), target=F.softmax(average(x), dim=1).detach())
    solver.zero_grad()
    loss.backward()
    solver.step()
